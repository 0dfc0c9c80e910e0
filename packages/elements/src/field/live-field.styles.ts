const STYLES = `
  :host {
    display: block; position: relative; box-sizing: border-box; inline-size: 100%; min-inline-size: 0; min-block-size: 36px; cursor: text; text-align: start;
    border: 1px solid var(--_control); border-radius: 8px; background: var(--_surface); color: var(--_text); font-size: 14px; line-height: 20px;
  }
  :host([hidden]) { display: none; }
  :host([data-focused]) { outline: 2px solid var(--_accent); outline-offset: -1px; }
  :host([data-invalid]) { border-color: var(--_danger); }
  /* The caret colour carries the placeholder's colour into the frame: a frame does not use that property itself. */
  iframe {
    position: absolute; inset: 0; inline-size: 100%; block-size: 100%; margin: 0; border: 0; border-radius: inherit; background: var(--_surface); color-scheme: inherit;
    color: inherit; font: inherit; letter-spacing: inherit; caret-color: var(--_muted); transition: color 1ms, background-color 1ms;
  }
  @media (pointer: coarse) { :host { min-block-size: 44px; font-size: 16px; } }
`;

let sheet: CSSStyleSheet | undefined;

/** One style sheet for all fields of the page. */
export function fieldSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  return sheet;
}
