import { css } from "lit";

export const liveChartStyles = css`
  :host { display: block; --_avatar: 36px; --_step: 24px; }
  :host([hidden]) { display: none; }
  .person { padding-block: 6px; min-block-size: 48px; }
  .person.centre { background: var(--_accent-soft); }
  .person.centre:focus { outline: 2px solid var(--_accent); outline-offset: -2px; }
  .person.centre:focus:not(:focus-visible) { outline: none; }
  /* People below are connected by a line that starts at the middle of the face above. */
  .below { margin-inline-start: 25px; padding-inline-start: 14px; border-inline-start: 2px solid var(--_border); }
  .go { flex: none; gap: 4px; padding: 4px 8px; color: var(--_muted); font-size: 13px; font-variant-numeric: tabular-nums; }
  .go:hover { color: var(--_text); }
  .go svg { inline-size: 14px; block-size: 14px; }
  .go:dir(rtl) .side { scale: -1 1; }
  .more { margin-inline-start: 8px; }
  .says { font-size: 13px; padding-block: 8px; }
  @media (max-width: 480px) { :host { --_avatar: 32px; } .below { margin-inline-start: 23px; padding-inline-start: 6px; } }
  @media (forced-colors: active) { .person.centre { outline: 2px solid Highlight; outline-offset: -2px; } }
`;
