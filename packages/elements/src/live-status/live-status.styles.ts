import { css } from "lit";

export const liveStatusStyles = css`
  :host { display: inline-block; vertical-align: middle; min-inline-size: 0; max-inline-size: 100%; }
  :host([hidden]) { display: none; }
  .own { max-inline-size: 100%; background: var(--_surface); border-color: var(--_border); border-radius: 20px; padding: 5px 12px 5px 10px; justify-content: flex-start; font-weight: 500; }
  .own:dir(rtl) { padding: 5px 10px 5px 12px; }
  .own:hover { background: var(--_sunken); }
  /* Of a width that a header can count on, whatever is said. */
  .own .text { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-inline-size: 0; max-inline-size: 288px; }
  .own .quietly { color: var(--_muted); font-weight: 400; }
  button .status { stroke: none; inline-size: 12px; block-size: 12px; }
  .own .status { fill: var(--_offline); }
  .own .status.available, .item .status.available { fill: var(--_available); }
  .own .status.away, .item .status.away { fill: var(--_away); }
  .own .status.busy, .item .status.busy { fill: var(--_busy); }
  .own .status.do-not-disturb, .item .status.do-not-disturb { fill: var(--_dnd); }
  .panel {
    position: fixed; inset: auto; margin: 0; padding: 8px; inline-size: min(368px, calc(100vw - 16px)); color: inherit;
    border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--_shadow); overflow: auto; max-block-size: calc(100dvh - 16px);
  }
  [role="menu"] { display: grid; }
  .item { justify-content: flex-start; gap: 12px; padding: 6px 12px; min-block-size: 36px; font-weight: 400; }
  .item .tick { margin-inline-start: auto; visibility: hidden; color: var(--_accent); }
  .item[aria-checked="true"] { font-weight: 600; }
  .item[aria-checked="true"] .tick { visibility: visible; }
  .item:focus-visible { outline-offset: -2px; }
  form { display: contents; }
  .fields { display: grid; gap: 12px; margin: 8px -8px 0; padding: 16px 16px 0; border-block-start: 1px solid var(--_border); background: var(--_sunken); }
  label, .label { display: grid; gap: 4px; font-size: 13px; color: var(--_muted); min-inline-size: 0; }
  label > *, .label > live-picker { color: var(--_text); font-size: 14px; }
  p { margin: 0; color: var(--_muted); font-size: 13px; }
  .recent { display: flex; flex-wrap: wrap; gap: 6px; margin-block-start: -4px; }
  .recent button { max-inline-size: 100%; min-block-size: 28px; padding: 3px 10px; border-color: var(--_border); border-radius: 16px; background: var(--_surface); font-size: 13px; font-weight: 400; }
  .recent button:hover { border-color: var(--_control); background: var(--_surface); }
  .recent bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-inline-size: 0; }
  .buttons { margin: 0 -8px -8px; inset-block-end: -8px; }
  .buttons .leave { margin-inline-end: auto; padding-inline: 8px; margin-inline-start: -8px; color: var(--_muted); }
  .buttons button:not(.primary):hover { background: var(--_surface); }
  .error { flex: 1 0 100%; color: var(--_danger); font-size: 13px; }
  @media (forced-colors: active) { .own .status.status, .item .status.status { fill: ButtonText; } }
`;
