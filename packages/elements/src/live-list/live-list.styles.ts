import { css } from "lit";

export const liveListStyles = css`
  :host { display: block; --_avatar: 32px; }
  :host([hidden]) { display: none; }
  .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; padding-inline: 8px; min-block-size: 36px; margin-block-end: 4px; }
  .count { flex: 99 0 auto; color: var(--_muted); font-size: 13px; font-variant-numeric: tabular-nums; }
  /* Beside the count, or on a line of their own with an end each. */
  .choices { flex: 1 0 auto; display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 16px; }
  label { display: flex; align-items: center; gap: 8px; font-size: 13px; cursor: pointer; min-block-size: 32px; }
  input[type="checkbox"] { inline-size: 16px; block-size: 16px; min-block-size: 0; accent-color: var(--_accent); margin: 0; }
  select { inline-size: auto; min-block-size: 32px; padding: 4px 8px; font-size: 13px; }
  li { content-visibility: auto; contain-intrinsic-block-size: auto 52px; }
  .person { padding-block: 6px; }
  .more { margin: 4px 8px 0; }
`;
