import { css } from "lit";

export const cardStyles = css`
  :host {
    position: fixed; inset: auto; margin: 0; padding: 0; border: 0; overflow: visible; background: none;
    inline-size: min(320px, calc(100vw - 16px)); cursor: default;
  }
  :host(:not(:popover-open)) { display: none; }
  :host(:popover-open) { display: block; animation: rise .14s ease-out; }
  @keyframes rise { from { opacity: 0; translate: 0 4px; } }
  .card {
    padding: 16px; border: 1px solid var(--_border); border-radius: var(--_radius);
    background: var(--_surface); box-shadow: var(--_shadow); max-block-size: calc(100dvh - 16px); overflow: auto;
  }
  .head { display: grid; grid-template-columns: 56px minmax(0, 1fr); gap: 0 16px; align-items: center; --_avatar: 56px; }
  .face { position: relative; inline-size: 56px; block-size: 56px; }
  .face .badge { position: absolute; inset-block-end: -2px; inset-inline-end: -2px; inline-size: 20px; block-size: 20px; padding: 3px; border-radius: 50%; background: var(--_surface); display: grid; }
  .status { inline-size: 14px; block-size: 14px; }
  h2 { margin: 0; inline-size: fit-content; max-inline-size: 100%; font-size: 16px; line-height: 22px; font-weight: 650; letter-spacing: -.005em; overflow-wrap: anywhere; }
  .role { color: var(--_muted); overflow-wrap: anywhere; }
  .state { margin-block-start: 12px; padding: 8px 12px; border-radius: 8px; background: var(--_sunken); }
  .state .message { display: block; color: var(--_text); overflow-wrap: anywhere; white-space: pre-line; }
  .state .line { color: var(--_muted); font-size: 13px; }
  .state .message + .line { display: block; margin-block-start: 2px; }
  dl { margin: 12px 0 0; display: grid; gap: 4px; color: var(--_muted); font-size: 13px; }
  dl div { display: flex; gap: 8px; align-items: baseline; }
  dt { flex: none; inline-size: 16px; align-self: center; display: grid; }
  dt svg { inline-size: 16px; block-size: 16px; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }
  dd { margin: 0; min-inline-size: 0; overflow-wrap: anywhere; }
  .actions { display: flex; gap: 8px; margin-block-start: 16px; }
  .actions button { flex: 1; }
  @media (forced-colors: active) { .card { border-color: CanvasText; } }
  @media (prefers-reduced-motion: reduce) { :host(:popover-open) { animation: none; } }
`;
