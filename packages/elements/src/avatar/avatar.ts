import { html, type TemplateResult } from "lit";

const TONES = 6;

/** First letters of the first and the last word; one letter where a name is one word or written without spaces. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = letter(words[0]);
  const last = words.length > 1 ? letter(words.at(-1)) : "";
  return (first + last).toLocaleUpperCase();
}

/** The same tone for the same name on every page, from 0 to 5. */
export function tone(name: string): number {
  let hash = 0;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x9e3779b1) >>> 0;
  return (hash >>> 16) % TONES;
}

/** Initials on the name's tone, and the photo over it once it has come. Decoration: the name stands beside it. */
export function avatar(name: string, photo?: string): TemplateResult {
  return html`<span class="avatar tone-${tone(name)}" part="avatar" aria-hidden="true"
    >${initials(name)}${
      photo === undefined
        ? ""
        : html`<img src=${photo} alt="" loading="lazy" decoding="async" @error=${(event: Event) => ((event.target as HTMLElement).hidden = true)} />`
    }</span
  >`;
}

function letter(word: string | undefined): string {
  return word?.match(/[\p{L}\p{N}]\p{M}*/u)?.[0] ?? "";
}
