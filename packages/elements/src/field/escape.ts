import { native } from "../dom/native.ts";
import { closeFirst } from "../overlay/escape.ts";
import { parentOf } from "../overlay/layer.ts";

/** Closes what Escape would close on the page, which does not get key events while the focus is in a frame. */
export function leaveByEscape(field: Element): void {
  if (closeFirst()) return;
  for (let at: Element | null = field; at; at = parentOf(at)) {
    if (!(at instanceof HTMLElement)) continue;
    if (at instanceof HTMLDialogElement && native(at, "open")) close(at);
    else if (native(at, "popover") === "auto" && native(at, "matches")(":popover-open")) native(at, "hidePopover")();
    else continue;
    return;
  }
}

function close(dialog: HTMLDialogElement): void {
  // Not in all browsers yet.
  const { requestClose }: { requestClose?: () => void } = dialog;
  if (requestClose) requestClose.call(dialog);
  else if (native(dialog, "dispatchEvent")(new Event("cancel", { cancelable: true }))) native(dialog, "close")();
}

/**
 * A listener for `keydown` and `keyup` that acts when Escape is released. Acting on `keydown` would move the focus, and
 * the page would get the `keyup` of a key press that was not its own.
 */
export function whenEscaped(
  act: (event: KeyboardEvent) => void,
  isWanted: () => boolean = () => true,
): (event: KeyboardEvent) => void {
  let isPressed = false;
  return (event) => {
    if (!isWanted() || event.key !== "Escape" || event.isComposing || event.keyCode === 229) return;
    const isOver = isPressed && event.type === "keyup";
    if (event.type === "keydown") {
      // When something inside has handled the key, nothing around it closes.
      isPressed = !event.defaultPrevented;
      event.preventDefault();
    } else isPressed = false;
    if (isOver) act(event);
  };
}
