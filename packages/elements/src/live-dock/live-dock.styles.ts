import { css } from "lit";

export const dockStyles = css`
  /* The page's rules for the host do no harm: what is visible is within it, in the top layer. */
  :host { display: contents !important; }
  :host([hidden]) { display: none !important; }
  @media print { :host { display: none !important; } }
  .dock {
    all: initial; zoom: var(--_zoom); user-select: var(--_select, none); color-scheme: inherit; font-family: var(--_font); font-size: 14px; line-height: 20px; color: var(--_text); -webkit-text-size-adjust: 100%;
    --_lift: calc(var(--_above, 0px) + env(safe-area-inset-bottom, 0px));
    position: fixed; inset-block: auto var(--_lift); inset-inline: auto 16px; z-index: var(--live-dock-layer, 1000);
    display: flex; flex-direction: row-reverse; align-items: flex-end; gap: 12px; pointer-events: none; max-inline-size: calc(100vw - 32px);
  }
  .dock.start { inset-inline: 16px auto; flex-direction: row; }
  .panel { pointer-events: auto; display: flex; }
  .chat { user-select: inherit; inline-size: 344px; block-size: min(480px, calc(100dvh - 80px - var(--_lift))); border-end-start-radius: 0; border-end-end-radius: 0; box-shadow: var(--_shadow); }
  .lifted .chat { border-radius: var(--_radius); }
  .tabs { pointer-events: auto; display: flex; flex-direction: inherit; gap: 8px; min-inline-size: 0; padding-block-start: 12px; overflow-x: auto; scrollbar-width: none; }
  .tab {
    position: relative; flex: 0 1 168px; inline-size: 168px; min-inline-size: 88px; justify-content: flex-start; gap: 8px; padding: 6px 12px 6px 8px; min-block-size: 44px;
    background: var(--_surface); border: 1px solid var(--_border); border-block-end: 0; border-radius: 12px 12px 0 0; box-shadow: var(--_shadow);
    --_avatar: 28px;
  }
  .tab:dir(rtl) { padding: 6px 8px 6px 12px; }
  .lifted .tab { border-block-end: 1px solid var(--_border); border-radius: 12px; }
  .tab:hover { background: var(--_sunken); }
  .tab[aria-expanded="true"] { background: var(--_accent-soft); }
  .tab .text { flex: 0 1 auto; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: start; }
  .badge { flex: none; margin-inline-start: auto; min-inline-size: 20px; padding: 0 6px; border-radius: 10px; font-size: 12px; line-height: 20px; font-weight: 650; text-align: center; background: var(--_accent); color: var(--_on-accent); }
  .told {
    pointer-events: auto; display: flex; align-items: flex-start; gap: 4px; flex: 0 1 320px; min-inline-size: 200px; margin-block-end: 12px; padding: 8px;
    background: var(--_surface); border: 1px solid var(--_border); border-radius: var(--_radius); box-shadow: var(--_shadow);
  }
  .told ul { flex: 1; min-inline-size: 0; margin: 0; padding: 0; list-style: none; }
  .told li { display: flex; align-items: center; gap: 8px; }
  .told .says { flex: 1; min-inline-size: 0; padding-inline-start: 8px; overflow-wrap: anywhere; }
  .told button { flex: none; }
  .opener, .listed, .scrim { display: none; }
  @media (forced-colors: active) { .badge { forced-color-adjust: none; background: Highlight; color: HighlightText; } }
  @media (max-width: 600px) {
    .dock, .dock.start { flex-direction: column; gap: 0; }
    .opener {
      pointer-events: auto; display: inline-flex; position: relative; inline-size: 52px; block-size: 52px; margin-block-end: 16px; padding: 0; border-radius: 50%;
      background: var(--_surface); color: var(--_accent); border: 1px solid var(--_border); box-shadow: var(--_shadow);
    }
    .opener:hover { background: var(--_sunken); }
    .opener svg { inline-size: 22px; block-size: 22px; }
    .opener .badge { position: absolute; inset-block-start: -4px; inset-inline-end: -4px; }
    .dock[data-open] .opener { display: none; }
    .tabs { display: none; }
    .listing .tabs {
      position: fixed; inset: auto 0 0; display: flex; flex-direction: column; gap: 4px; padding: 8px 8px calc(8px + env(safe-area-inset-bottom, 0px)); max-block-size: 80dvh; overflow: hidden auto; z-index: 1;
      background: var(--_surface); border-block-start: 1px solid var(--_border); border-radius: var(--_radius) var(--_radius) 0 0; box-shadow: var(--_shadow);
    }
    .listing .listed { pointer-events: auto; display: flex; align-items: center; justify-content: space-between; padding-inline-start: 8px; font-weight: 650; }
    .listing .scrim { display: block; pointer-events: auto; position: fixed; inset: 0; background: rgb(16 20 40 / 30%); }
    .tab, .lifted .tab { flex: none; inline-size: 100%; min-block-size: 52px; border: 0; border-radius: 8px; box-shadow: none; }
    .panel { position: fixed; inset: 0; z-index: 1; }
    .told { position: fixed; inset: calc(8px + env(safe-area-inset-top, 0px)) 8px auto; z-index: 2; margin: 0; }
    .chat, .lifted .chat { inline-size: 100%; block-size: 100dvh; border: 0; border-radius: 0; }
  }
`;
