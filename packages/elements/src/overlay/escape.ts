/** What the Escape key closes before anything else; answers whether there was something to close. */
let close: () => boolean = () => false;

/** Tells what is open beside a name. */
export function closesFirst(closer: () => boolean): void {
  close = closer;
}

/** For keys that are pressed in a frame, where the page's own listeners do not hear them. */
export const closeFirst = (): boolean => close();
