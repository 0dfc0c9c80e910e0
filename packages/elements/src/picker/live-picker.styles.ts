import { css } from "lit";

export const pickerStyles = css`
  :host { display: block; min-inline-size: 0; }
  .box { display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px; }
  .chosen { min-inline-size: 0; display: flex; flex-wrap: wrap; gap: 6px; list-style: none; margin: 0; padding: 0; }
  .chip { display: inline-flex; align-items: center; max-inline-size: 100%; border-radius: 16px; background: var(--_accent-soft); padding-inline-start: 12px; }
  .chip bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-inline-size: 0; }
  .chip button { border-radius: 16px; flex: none; }
  .chip button svg { inline-size: 12px; block-size: 12px; }
  .chip button:hover { background: none; color: var(--_text); }
  .chip button:focus-visible { outline-offset: -2px; }
  .list {
    position: fixed; inset: auto; margin: 0; padding: 4px; color: inherit; overflow: auto; max-block-size: min(320px, calc(100dvh - 16px));
    border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); box-shadow: var(--_shadow);
  }
  .option { display: flex; align-items: center; gap: 12px; padding: 6px 8px; min-block-size: 44px; border-radius: 8px; cursor: pointer; }
  .option.current { background: var(--_sunken); }
  .words { display: grid; grid-template-columns: minmax(0, 1fr); min-inline-size: 0; flex: 1; }
  .words > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: start; }
  .words .line { color: var(--_muted); font-size: 13px; line-height: 18px; }
  .says { padding: 8px; color: var(--_muted); }
  @media (forced-colors: active) {
    .chip { border: 1px solid CanvasText; }
    .chip button { border-color: transparent; }
    .option.current { outline: 2px solid Highlight; outline-offset: -2px; }
  }
`;
