import { native } from "../dom/native.ts";

const SELECT = "--_select";

/**
 * Excludes a surface over the page from selecting and copying the page. After a press in the surface, its text can be
 * selected, until the viewer presses elsewhere or selects all.
 *
 * @param box an element whose styles set `user-select: var(--_select, none)`, on itself or within it
 */
export function selectByPointing(box: HTMLElement): void {
  const listen = (how: "addEventListener" | "removeEventListener"): void => {
    for (const type of ["pointerdown", "selectstart", "keydown"]) native(document, how)(type, elsewhere, true);
  };
  const elsewhere = (event: Event): void => {
    const isAll = event instanceof KeyboardEvent && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a";
    if (event.type === "keydown" ? !isAll : event.composedPath().includes(box)) return;
    box.style.removeProperty(SELECT);
    listen("removeEventListener");
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.composedPath().some((node) => node instanceof HTMLButtonElement)) return;
    box.style.setProperty(SELECT, "text");
    listen("addEventListener");
  });
}
