import { native } from "../dom/native.ts";
import { closeFirst } from "../overlay/escape.ts";
import { parentOf } from "../overlay/layer.ts";

/** While the keyboard is in a frame, what is open on the page does not hear of Escape. */
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
  // Not everywhere yet.
  const { requestClose }: { requestClose?: () => void } = dialog;
  if (requestClose) requestClose.call(dialog);
  else if (native(dialog, "dispatchEvent")(new Event("cancel", { cancelable: true }))) native(dialog, "close")();
}

/**
 * For `keydown` and `keyup`: acts when Escape is let go, since whatever has the focus by then hears of that, and the page
 * is not to hear the end of a press that was not its own.
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
      // What something inside has used for itself ends nothing around it.
      isPressed = !event.defaultPrevented;
      event.preventDefault();
    } else isPressed = false;
    if (isOver) act(event);
  };
}
