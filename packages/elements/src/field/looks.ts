/** Text properties, which a frame does not inherit. */
const COPIED = [
  "color",
  "background-color",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "line-height",
  "letter-spacing",
];

/** Padding between the field's border and the text, which owners may set on the field. */
const PADDING = ["--_field-block", "--_field-inline"];

/** Everything else is set here. Forced colours apply inside frames by themselves. */
const SHEET = `
  html, body { margin: 0; block-size: 100%; background: none; overflow: hidden; -webkit-text-size-adjust: 100%; }
  input, textarea {
    display: block; box-sizing: border-box; inline-size: 100%; block-size: 100%; margin: 0; border: 0; outline: 0; border-radius: 0;
    padding-block: var(--_field-block, 7px); padding-inline: var(--_field-inline, 10px);
    font: inherit; letter-spacing: inherit; color: inherit; background: none; resize: none; appearance: none; text-align: start;
  }
  /* An empty control has no direction of its own yet. */
  :placeholder-shown { direction: inherit; unicode-bidi: normal; text-overflow: ellipsis; }
  ::placeholder { color: var(--_placeholder); opacity: 1; }
  textarea::placeholder { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  ul { position: absolute; inset-block-start: 0; inline-size: 1px; block-size: 1px; margin: 0; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/**
 * Adopts the style sheet, made by the frame's own constructor: a document cannot adopt a sheet of another document. A
 * strict policy allows it.
 */
export function dress(page: Document): void {
  const view = page.defaultView as (Window & typeof globalThis) | null;
  if (!view) return;
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(SHEET);
  page.adoptedStyleSheets = [sheet];
}

/** Makes the frame's document look as if its content were in the page. */
export function copyLooks(frame: HTMLIFrameElement, page: Document): void {
  const here = getComputedStyle(frame);
  const root = page.documentElement;
  for (const property of [...COPIED, ...PADDING]) {
    const value = here.getPropertyValue(property);
    if (value) root.style.setProperty(property, value);
    else root.style.removeProperty(property);
  }
  root.style.setProperty("--_placeholder", here.caretColor);
  // For scroll bars and the calendar, which the browser draws.
  root.style.colorScheme = here.colorScheme;
  root.dir = here.direction;
}
