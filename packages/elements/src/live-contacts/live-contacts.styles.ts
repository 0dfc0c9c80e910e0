import { css } from "lit";

export const liveContactsStyles = css`
  :host { display: block; --_avatar: 32px; }
  :host([hidden]) { display: none; }
  .top { display: flex; align-items: start; gap: 8px; margin-block-end: 8px; }
  .top > :first-child { flex: 1; min-inline-size: 0; max-inline-size: none; }
  .top .dots { min-block-size: 40px; inline-size: 40px; border-color: var(--_border); border-radius: 10px; }
  ul ul { margin-inline-start: 15px; padding-inline-start: 9px; border-inline-start: 1px solid var(--_border); }
  .person { gap: 10px; padding: 4px 4px 4px 8px; }
  .person:dir(rtl) { padding: 4px 8px 4px 4px; }
  .person:hover { background: var(--_sunken); }
  .fold { flex: 1; justify-content: flex-start; gap: 10px; padding: 6px 4px; min-inline-size: 0; margin-inline-start: -4px; text-align: start; }
  .fold:hover { background: none; }
  .fold .who { min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600; }
  .fold .arrow { transition: rotate .12s; color: var(--_muted); }
  .fold:dir(rtl) .arrow { scale: -1 1; }
  .fold[aria-expanded="true"] .arrow { rotate: 90deg; }
  .fold:dir(rtl)[aria-expanded="true"] .arrow { rotate: -90deg; }
  .count { color: var(--_muted); font-size: 13px; font-weight: 400; font-variant-numeric: tabular-nums; flex: none; }
  .tag { flex: none; padding: 1px 8px; border-radius: 99px; background: var(--_sunken); color: var(--_muted); font-size: 12px; line-height: 18px; }
  .person:hover .tag { background: var(--_surface); }
  .dots { flex: none; }
  form, .ask { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; flex: 1; min-inline-size: 0; }
  form .text { flex: 1 1 120px; min-inline-size: 0; inline-size: auto; }
  .ask span { flex: 1 1 140px; }
  .menu {
    position: fixed; inset: auto; margin: 0; padding: 6px; color: inherit; min-inline-size: 200px; max-inline-size: min(300px, calc(100vw - 16px)); max-block-size: min(420px, calc(100dvh - 16px)); overflow: auto;
    border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--_shadow);
  }
  .menu button { display: flex; inline-size: 100%; justify-content: flex-start; padding: 6px 12px; font-weight: 400; text-align: start; overflow-wrap: anywhere; }
  .menu button:focus-visible { outline-offset: -2px; }
  .menu .danger { color: var(--_danger); }
  .notice { display: flex; align-items: start; gap: 8px; padding: 8px 4px 8px 12px; margin-block-end: 8px; border-radius: 8px; background: var(--_sunken); font-size: 13px; }
  .notice:dir(rtl) { padding: 8px 12px 8px 4px; }
  .notice > div { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; padding-block: 6px; }
  .notice ul { margin-block-start: 4px; max-block-size: 160px; overflow: auto; }
  .dots svg { stroke: none; fill: currentColor; }
`;
