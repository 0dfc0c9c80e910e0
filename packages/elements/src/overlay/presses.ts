const PRESSES = [
  ...["click", "auxclick", "dblclick", "contextmenu", "mousedown", "mouseup", "pointerdown", "pointerup"],
  ...["touchstart", "touchmove", "touchend", "touchcancel", "keydown", "keypress", "keyup"],
];

/**
 * For what stands over the page: a press in it is not one of the page's, whichever of these events the page listens for,
 * and by the keyboard neither. "Whoever presses outside closes the menu" is meant for the page's own. (Listeners for the
 * capture phase run before.)
 */
export function keepPresses(host: HTMLElement): void {
  const keep = (event: Event): void => {
    const { key } = event as KeyboardEvent;
    if (key === undefined || key === "Enter" || key === " ") event.stopPropagation();
  };
  for (const type of PRESSES) host.addEventListener(type, keep, { passive: true });
}
