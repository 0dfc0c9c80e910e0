import { css } from "lit";

export const alertsStyles = css`
  :host { display: inline-block; vertical-align: middle; --_avatar: 32px; }
  :host([hidden]) { display: none; }
  /* A ground of its own: what is behind it is the page's, and may be of any colour. */
  .bell { position: relative; padding: 0; inline-size: 32px; border-radius: 50%; border-color: var(--_border); background: var(--_surface); }
  .bell:hover { background: var(--_sunken); }
  .count {
    position: absolute; inset-block-start: -6px; inset-inline-end: -6px; min-inline-size: 18px; padding: 0 5px; border-radius: 9px;
    background: var(--_danger); color: var(--_surface); font-size: 11px; line-height: 18px; font-weight: 650; text-align: center; font-variant-numeric: tabular-nums;
  }
  .panel {
    position: fixed; inset: auto; margin: 0; padding: 0; inline-size: min(368px, calc(100vw - 16px)); color: inherit;
    border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--_shadow); overflow: auto; max-block-size: calc(100dvh - 16px);
  }
  section { padding: 12px 16px; display: grid; gap: 4px; min-inline-size: 0; }
  section + section { border-block-start: 1px solid var(--_border); }
  .top { display: flex; align-items: center; justify-content: space-between; gap: 8px; min-block-size: 32px; }
  .top button { margin-inline-end: -8px; padding-inline: 8px; }
  h2 { margin: 0; font-size: 14px; line-height: 20px; font-weight: 650; }
  .log { max-block-size: 300px; overflow: auto; margin-inline: -8px; }
  .rules { margin-inline: -8px; }
  .person .plain { margin-inline-start: auto; flex: none; margin-inline-end: -8px; }
  .person .plain svg { inline-size: 14px; block-size: 14px; }
  .dot { inline-size: 8px; block-size: 8px; border-radius: 50%; background: var(--_accent); flex: none; }
  .says.says { padding: 4px 0 8px; }
  form { display: contents; }
  .fields { display: grid; gap: 12px; padding: 16px 16px 0; background: var(--_sunken); border-block-start: 1px solid var(--_border); }
  .two { display: grid; grid-template-columns: 1fr auto; gap: 12px; align-items: end; }
  label, .label { display: grid; gap: 4px; font-size: 13px; line-height: 18px; color: var(--_muted); min-inline-size: 0; }
  label > *, .label > live-picker { color: var(--_text); font-size: 14px; line-height: 20px; }
  .check { display: flex; align-items: center; gap: 8px; min-block-size: 36px; color: var(--_text); font-size: 14px; cursor: pointer; }
  .check input { inline-size: 16px; block-size: 16px; min-block-size: 0; padding: 0; flex: none; accent-color: var(--_accent); }
  .error { flex: 1; color: var(--_danger); font-size: 13px; }
  @media (pointer: coarse) { .check { min-block-size: 44px; } .check input { inline-size: 20px; block-size: 20px; } .bell { inline-size: 44px; } }
  @media (forced-colors: active) { .count { border: 1px solid CanvasText; } .dot { background: Highlight; forced-color-adjust: none; } }
`;
