import { css } from "lit";

export const dockStyles = css`
  :host {
    position: fixed; inset-block-end: 0; inset-inline-end: 16px; z-index: var(--live-dock-layer, 1000);
    display: flex; flex-direction: row-reverse; align-items: flex-end; gap: 12px; pointer-events: none; max-inline-size: calc(100vw - 32px);
  }
  :host([hidden]) { display: none; }
  .panel { pointer-events: auto; display: flex; }
  .chat { inline-size: 344px; block-size: min(480px, calc(100dvh - 80px)); border-end-start-radius: 0; border-end-end-radius: 0; box-shadow: var(--_shadow); }
  .tabs { pointer-events: auto; display: flex; flex-direction: row-reverse; gap: 8px; min-inline-size: 0; padding-block-start: 12px; overflow-x: auto; scrollbar-width: none; }
  .tab {
    position: relative; flex: 0 1 168px; inline-size: 168px; min-inline-size: 88px; justify-content: flex-start; gap: 8px; padding: 6px 12px 6px 8px; min-block-size: 44px;
    background: var(--_surface); border: 1px solid var(--_border); border-block-end: 0; border-radius: 12px 12px 0 0; box-shadow: var(--_shadow);
    --_avatar: 28px;
  }
  .tab:dir(rtl) { padding: 6px 8px 6px 12px; }
  .tab:hover { background: var(--_sunken); }
  .tab[aria-expanded="true"] { background: var(--_accent-soft); }
  .tab .text { flex: 0 1 auto; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: start; }
  .badge { flex: none; margin-inline-start: auto; min-inline-size: 20px; padding: 0 6px; border-radius: 10px; font-size: 12px; line-height: 20px; font-weight: 650; text-align: center; background: var(--_accent); color: var(--_on-accent); }
  @media (forced-colors: active) { .badge { forced-color-adjust: none; background: Highlight; color: HighlightText; } }
  @media (max-width: 600px) {
    :host { inset-inline: 0; max-inline-size: none; flex-direction: column-reverse; gap: 0; align-items: stretch; }
    .tabs { padding: 0 8px; overflow-x: auto; }
    .panel { position: fixed; inset: 0; z-index: 1; }
    .chat { inline-size: 100%; block-size: 100dvh; border: 0; border-radius: 0; }
  }
`;
