import { css } from "lit";

export const livePlaceStyles = css`
  :host { display: inline-block; vertical-align: middle; max-inline-size: 100%; --_avatar: 28px; }
  :host([hidden]) { display: none; }
  /* A ground of its own: what is behind it is the page's, and may be of any colour. */
  .here { padding: 2px 12px 2px 4px; border: 1px solid var(--_border); border-radius: 20px; gap: 8px; max-inline-size: 100%; font-weight: 500; background: var(--_surface); }
  .here:hover { background: var(--_sunken); }
  .idle { display: inline-flex; padding: 5px 12px; font-weight: 400; }
  .here:dir(rtl) { padding: 2px 4px 2px 12px; }
  .stack { display: flex; gap: 2px; }
  .count { white-space: nowrap; }
  .idle { color: var(--_muted); }
  .panel {
    position: fixed; inset: auto; margin: 0; padding: 8px; color: inherit; inline-size: min(280px, calc(100vw - 16px)); max-block-size: min(400px, calc(100dvh - 16px)); overflow: auto;
    border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--_shadow);
  }
  ul { list-style: none; margin: 0; padding: 0; }
  li { display: flex; align-items: center; gap: 12px; padding: 6px 8px; min-block-size: 40px; overflow-wrap: anywhere; }
  li .you { margin-inline-start: auto; color: var(--_muted); font-size: 13px; }
  .more { padding: 8px; color: var(--_muted); font-size: 13px; }
`;
