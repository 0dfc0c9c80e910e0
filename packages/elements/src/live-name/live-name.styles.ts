import { css } from "lit";

export const liveNameStyles = css`
  :host { display: inline; }
  :host([hidden]) { display: none; }
  /* Isolated, so that the icon stays on its side of a name in the other writing direction. */
  /* Relative, so that its hidden text is positioned within it and does not extend a scroll container. */
  .name { position: relative; unicode-bidi: isolate; cursor: pointer; border-radius: 3px; outline-offset: 2px; }
  .name:not([role]) { cursor: inherit; }
  .name:focus-visible { outline: 2px solid var(--_accent); }
  .name[role]:hover .text { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .2em; }
  /* Ends with a word joiner, so that no line breaks between icon and name. */
  .lead { white-space: nowrap; user-select: none; }
  .text { unicode-bidi: isolate; }
  .status {
    inline-size: var(--live-icon-size, .72em); block-size: var(--live-icon-size, .72em);
    margin-inline-end: var(--live-icon-gap, .35em); vertical-align: var(--live-icon-align, -.02em);
  }
  .dark { color-scheme: dark; }
  .sr { position: absolute; inset-block-start: 0; inset-inline-start: 0; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; user-select: none; }
  @media (forced-colors: active) { .name:focus-visible { outline-color: Highlight; } }
`;
