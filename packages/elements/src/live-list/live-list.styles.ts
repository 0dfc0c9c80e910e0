import { css } from "lit";

export const liveListStyles = css`
  :host { display: block; --_avatar: 32px; }
  :host([hidden]) { display: none; }
  .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; padding-inline: 8px; min-block-size: 36px; }
  .count { color: var(--_muted); font-size: 13px; margin-inline-end: auto; font-variant-numeric: tabular-nums; }
  label { display: flex; align-items: center; gap: 8px; font-size: 13px; cursor: pointer; min-block-size: 32px; }
  input[type="checkbox"] { inline-size: 16px; block-size: 16px; min-block-size: 0; accent-color: var(--_accent); margin: 0; }
  select { inline-size: auto; min-block-size: 32px; padding: 4px 8px; font-size: 13px; }
  li { content-visibility: auto; contain-intrinsic-block-size: auto 52px; }
  .person { padding-block: 6px; }
  .more { margin: 4px 8px 0; }
`;
