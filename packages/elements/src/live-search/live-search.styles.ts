import { css } from "lit";

export const liveSearchStyles = css`
  :host { display: block; position: relative; max-inline-size: 480px; --_avatar: 32px; }
  :host([hidden]) { display: none; }
  .field { position: relative; display: block; }
  .field svg { position: absolute; inset-block: 0; inset-inline-start: 12px; margin-block: auto; inline-size: 16px; block-size: 16px; fill: none; stroke: var(--_muted); stroke-width: 1.6; stroke-linecap: round; pointer-events: none; z-index: 1; }
  .field .text { min-block-size: 40px; border-radius: 10px; --_field-block: 9px; --_field-inline: 36px 10px; }
  .panel {
    position: fixed; inset: auto; margin: 0; padding: 6px; color: inherit; overflow: auto; max-block-size: min(440px, calc(100dvh - 16px));
    border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--_shadow);
  }
  .panel .person { cursor: pointer; }
  .panel .person[data-active="true"] { background: var(--_accent-soft); }
  .face { position: relative; display: grid; }
  .face .badge { position: absolute; inset-block-end: -3px; inset-inline-end: -3px; display: grid; padding: 2px; border-radius: 50%; background: var(--_surface); }
  .panel .person[data-active="true"] .badge { background: var(--_accent-soft); }
  .badge svg { inline-size: 11px; block-size: 11px; }
  .status-text { color: var(--_muted); font-size: 13px; flex: none; max-inline-size: 40%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .panel .says { padding: 10px 8px; font-size: 13px; }
  .chosen { margin-block-start: 8px; }
  @media (forced-colors: active) { .panel .person[data-active="true"] { outline: 2px solid Highlight; outline-offset: -2px; } }
`;
