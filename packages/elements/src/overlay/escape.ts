/** Closes what the Escape key closes first. Returns whether there was something to close. */
let close: () => boolean = () => false;

/** Sets what the Escape key closes first: the card beside a name. */
export function closesFirst(closer: () => boolean): void {
  close = closer;
}

/** For Escape in a frame, whose key events listeners of the page do not get. */
export const closeFirst = (): boolean => close();
