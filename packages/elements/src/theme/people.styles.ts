import { css } from "lit";

/**
 * What lists of people share: a row with an avatar, a name and a line below it, and messages such as that of an empty
 * list.
 */
export const peopleStyles = css`
  ul { list-style: none; margin: 0; padding: 0; }
  .person { display: flex; align-items: center; gap: 12px; padding: 6px 8px; min-block-size: 44px; min-inline-size: 0; border-radius: 8px; }
  .words { display: grid; grid-template-columns: minmax(0, 1fr); min-inline-size: 0; flex: 1; }
  /* As wide as its text, so that text in the other writing direction is aligned like the others. */
  .words > * { justify-self: start; min-inline-size: 0; max-inline-size: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .words live-name, .words .who { font-weight: 500; }
  /* Room for the focus ring of the name, which the ellipsis would cut. */
  .words .who { padding: 2px 4px; margin: -2px -4px; }
  .line { color: var(--_muted); font-size: 13px; line-height: 18px; }
  .says { padding: 12px 8px; color: var(--_muted); }
  .failed { color: var(--_danger); }
`;
