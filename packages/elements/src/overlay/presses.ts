const PRESSES = [
  ...["click", "auxclick", "dblclick", "contextmenu", "mousedown", "mouseup", "pointerdown", "pointerup"],
  ...["touchstart", "touchmove", "touchend", "touchcancel", "keydown", "keypress", "keyup"],
];

/**
 * For surfaces over the page: hides presses in them, by pointer or keyboard, from the page's listeners. A page that
 * closes its menu on a click outside does not mean clicks in our surfaces. (Capturing listeners run before and are not
 * affected.)
 */
export function keepPresses(host: HTMLElement): void {
  const keep = (event: Event): void => {
    const { key } = event as KeyboardEvent;
    if (key === undefined || key === "Enter" || key === " ") event.stopPropagation();
  };
  for (const type of PRESSES) host.addEventListener(type, keep, { passive: true });
}
