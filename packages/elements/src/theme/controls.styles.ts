import { css } from "lit";

/** Buttons and fields that all elements share. */
export const controls = css`
  *, *::before, *::after { box-sizing: border-box; }
  .sr { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  button, input, select { font: inherit; color: inherit; margin: 0; }
  button {
    display: inline-flex; align-items: center; justify-content: center; gap: 8px;
    min-block-size: 32px; min-inline-size: 32px; padding: 4px 12px;
    border: 1px solid transparent; border-radius: 8px; background: none;
    cursor: pointer; font-weight: 500; line-height: 20px;
  }
  button:hover { background: var(--_sunken); }
  button:disabled { opacity: .55; cursor: default; }
  button.primary { background: var(--_accent); color: var(--_on-accent); }
  button.primary:hover:not(:disabled) { background: color-mix(in srgb, var(--_accent) 88%, var(--_text)); }
  button.quiet { color: var(--_accent); }
  button.plain { padding: 0; inline-size: 32px; color: var(--_muted); }
  button svg { inline-size: 16px; block-size: 16px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; flex: none; }
  input, select {
    inline-size: 100%; min-block-size: 36px; padding: 7px 10px; line-height: 20px;
    border: 1px solid var(--_control); border-radius: 8px; background: var(--_surface);
  }
  :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
  input:focus-visible, select:focus-visible { outline-offset: -1px; }
  [hidden] { display: none; }
  .parts.parts { display: flex; }
  .parts > * { flex: none; white-space: pre; }
  .parts > bdi { white-space: nowrap; max-inline-size: calc(100% - 4em); overflow: hidden; text-overflow: ellipsis; }
  .parts > bdi:last-of-type { flex: 0 1 auto; min-inline-size: 0; max-inline-size: none; }
  /* The buttons of a form stay visible however long it is, and never cover a focused control. */
  .buttons {
    position: sticky; inset-block-end: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: 8px;
    padding: 12px 16px; border-block-start: 1px solid var(--_border); background: var(--_sunken);
  }
  .panel:has(.buttons) { scroll-padding-block-end: 64px; }
  @media (pointer: coarse) {
    button { min-block-size: 44px; min-inline-size: 44px; }
    input, select { min-block-size: 44px; font-size: 16px; }
  }
  @media (forced-colors: active) {
    button { border-color: ButtonText; }
    button.primary { forced-color-adjust: none; background: Highlight; color: HighlightText; }
  }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { animation: none; transition: none; }
  }
`;

/** Base of an element with a surface of its own: it inherits nothing of the page's text style. */
export const surface = css`
  :host {
    all: initial;
    color-scheme: inherit;
    font-family: var(--_font);
    font-size: 14px;
    line-height: 20px;
    color: var(--_text);
    -webkit-text-size-adjust: 100%;
  }
  @media print { :host { display: none !important; } }
`;
