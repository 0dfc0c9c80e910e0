import { css } from "lit";

export const cardStyles = css`
  /* Important, because a page's universal rules take precedence over normal rules for the host. */
  :host {
    all: initial !important; zoom: var(--_zoom) !important;
    position: fixed !important; inset: var(--_top, 0) auto auto var(--_left, 0) !important; inline-size: min(320px, calc(100vw - 16px)) !important;
    color-scheme: var(--_scheme, normal) !important; direction: var(--_direction, ltr) !important; cursor: default !important;
    font: 14px / 20px var(--_font) !important; color: var(--_text) !important; -webkit-text-size-adjust: 100% !important;
  }
  :host(:not(:popover-open)) { display: none !important; }
  :host(:popover-open) { display: block !important; animation: rise .14s ease-out !important; }
  :host(:focus-visible) .card { outline: 2px solid var(--_accent); outline-offset: -2px; }
  @keyframes rise { from { opacity: 0; translate: 0 4px; } }
  .card {
    user-select: var(--_select, none); padding: 16px; border: 1px solid var(--_border); border-radius: var(--_radius);
    background: var(--_surface); box-shadow: var(--_shadow); max-block-size: calc(100dvh - 16px); overflow: auto;
  }
  .head { display: grid; grid-template-columns: 56px minmax(0, 1fr); gap: 0 16px; align-items: center; --_avatar: 56px; }
  .face { position: relative; inline-size: 56px; block-size: 56px; }
  .face .badge { position: absolute; inset-block-end: -2px; inset-inline-end: -2px; inline-size: 20px; block-size: 20px; padding: 3px; border-radius: 50%; background: var(--_surface); display: grid; }
  .status { inline-size: 14px; block-size: 14px; }
  h2 { margin: 0; inline-size: fit-content; max-inline-size: 100%; font-size: 16px; line-height: 22px; font-weight: 650; overflow-wrap: anywhere; }
  .role { color: var(--_muted); overflow-wrap: anywhere; }
  .state { margin-block-start: 12px; padding: 8px 12px; border-radius: 8px; background: var(--_sunken); }
  .state .message { display: block; inline-size: fit-content; max-inline-size: 100%; color: var(--_text); overflow-wrap: anywhere; white-space: pre-line; }
  .state .line { color: var(--_muted); font-size: 13px; }
  .state .message + .line { display: block; margin-block-start: 2px; }
  dl { margin: 12px 0 0; display: grid; gap: 4px; color: var(--_muted); font-size: 13px; }
  dl div { display: flex; gap: 8px; align-items: baseline; }
  dt { flex: none; inline-size: 16px; align-self: center; display: grid; }
  dt svg { inline-size: 16px; block-size: 16px; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }
  dd { margin: 0; min-inline-size: 0; overflow-wrap: anywhere; }
  .actions { display: flex; gap: 8px; margin-block-start: 16px; }
  .actions button { flex: 1; }
  .further { display: flex; gap: 4px; margin: 8px -8px -8px; }
  .further-action {
    flex: 1 1 0; display: flex; flex-direction: column; align-items: center; gap: 2px; min-inline-size: 0; min-block-size: 44px; padding: 6px 4px;
    border: 1px solid transparent; border-radius: 8px; color: var(--_muted); font-size: 12px; line-height: 16px; font-weight: 400; text-align: center; text-decoration: none; cursor: pointer;
  }
  .further-action:hover { background: var(--_sunken); color: var(--_text); }
  .further-action svg { inline-size: 18px; block-size: 18px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }
  .further-action.done { color: var(--_accent); }
  .further-action[aria-pressed="true"] svg { fill: currentColor; }
  .further-action[aria-disabled="true"] { cursor: default; background: none; }
  .failed { color: var(--_danger); font-size: 13px; }
  .failed:not(:empty) { margin-block-start: 8px; }
  p.several { margin: 8px 0 0; color: var(--_muted); font-size: 13px; }
  ul.several { margin: 8px -8px 0; padding: 0; list-style: none; }
  ul.several button { inline-size: 100%; justify-content: start; text-align: start; gap: 12px; padding: 6px 8px; --_avatar: 32px; }
  ul.several span { min-inline-size: 0; overflow-wrap: anywhere; }
  ul.several b { display: block; font-weight: 600; }
  ul.several small { display: block; color: var(--_muted); font-size: 12px; font-weight: 400; }
  button.back { align-self: start; margin: -4px 0 8px -8px; padding-inline: 8px; font-size: 13px; min-block-size: 28px; }
  @media (forced-colors: active) { .card { border-color: CanvasText; } }
  @media (prefers-reduced-motion: reduce) { :host(:popover-open) { animation: none !important; } }
  @media print { :host(:popover-open) { display: none !important; } }
`;
