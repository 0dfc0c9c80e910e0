import { css } from "lit";

export const liveNameStyles = css`
  :host { display: inline; }
  :host([hidden]) { display: none; }
  /* Isolated, so that the icon keeps its side of a name in the other direction of writing. */
  .name { unicode-bidi: isolate; cursor: pointer; border-radius: 3px; outline-offset: 2px; }
  .name:not([role]) { cursor: inherit; }
  .name:focus-visible { outline: 2px solid var(--_accent); }
  .name[role]:hover .text { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .2em; }
  /* With its joiner at the end: the icon never stays behind on the line before its name. */
  .lead { white-space: nowrap; user-select: none; }
  .text { unicode-bidi: isolate; }
  .status {
    inline-size: var(--live-icon-size, .72em); block-size: var(--live-icon-size, .72em);
    margin-inline-end: var(--live-icon-gap, .35em); vertical-align: var(--live-icon-align, -.02em);
  }
  /* Out of the flow, where it would have stood: after the text, at its upper corner. Nothing of the page moves. */
  :host([badge]) { position: absolute; inline-size: max-content; text-indent: 0; user-select: none; }
  :host([badge]) .status { inline-size: .5em; block-size: .5em; margin: 0; margin-inline-start: -.06em; vertical-align: .66em; }
  .sr { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; user-select: none; }
  @media (forced-colors: active) { .name:focus-visible { outline-color: Highlight; } }
`;
