/**
 * Handles the keyboard in the tree: up and down move to the same kind of control in the next row; right and left open
 * and close a folder.
 *
 * @param host the element that contains the rows
 */
export function moveInTree(event: KeyboardEvent, host: HTMLElement & { readonly renderRoot: ParentNode }): void {
  const target = event.target as Element;
  const row = target.closest(".person");
  if (row === null || event.altKey || event.ctrlKey || event.metaKey) return;
  if (target.closest("form, .ask, live-list")) return;
  const fold = row.querySelector<HTMLElement>(".fold");
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp": {
      const rows = [...host.renderRoot.querySelectorAll(".person")];
      const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
      next?.querySelector<HTMLElement>(target.matches(".dots") ? ".dots" : ".fold, .who > *")?.focus();
      break;
    }
    case "ArrowRight":
    case "ArrowLeft": {
      if (fold === null) return;
      const opens = (event.key === "ArrowRight") === (getComputedStyle(host).direction !== "rtl");
      if (opens !== (fold.getAttribute("aria-expanded") === "true")) fold.click();
      break;
    }
    default:
      return;
  }
  event.preventDefault();
}
