import { native } from "../dom/native.ts";

const SELECT = "--_select";

/**
 * Keeps a surface over the page out of what is selected and copied with the page. What somebody points into is theirs
 * to select and copy, until they point elsewhere or select all.
 *
 * @param box whose styles say `user-select: var(--_select, none)`, of itself or of what is in it
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
