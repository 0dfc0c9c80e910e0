import { html, type TemplateResult } from "lit";
import { pageProvider } from "../provider/page.ts";

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

/**
 * Initials on the name's tone, covered by the photo once it has loaded. It is decoration: the name stands beside it.
 *
 * @param person id or address of the person; with it, a photo whose address has expired is requested again
 */
export function avatar(name: string, photo?: string, person?: string): TemplateResult {
  return html`<span class="avatar tone-${tone(name)}" part="avatar" aria-hidden="true"
    >${initials(name)}${
      photo === undefined
        ? ""
        : html`<img src=${photo} alt="" loading="lazy" decoding="async" @load=${shown} @error=${(event: Event) => void askAgain(event.target as HTMLImageElement, person)} />`
    }</span
  >`;
}

/** Photos on the server, whose addresses expire (D3). */
const OWN = /^https?:\/\/[^/]+\/v1\/photo\//;
const asked = new WeakSet<HTMLImageElement>();

function shown(event: Event): void {
  const image = event.target as HTMLImageElement;
  image.removeAttribute("data-failed");
  asked.delete(image);
}

/** Asks the directory for a new address, once until a photo has loaded. Any other failure leaves the initials. */
async function askAgain(image: HTMLImageElement, person: string | undefined): Promise<void> {
  // Hidden, not removed from layout: a lazy image without a box would load no other photo either.
  image.setAttribute("data-failed", "");
  const failed = image.src;
  if (!person || asked.has(image) || !OWN.test(failed)) return;
  asked.add(image);
  const found = await pageProvider()
    .client?.directory.get(person, { fresh: true })
    .catch(() => undefined);
  const photo = found?.[0]?.photo;
  // The image may show another person by now.
  if (photo !== undefined && image.src === failed) image.src = photo;
}

function letter(word: string | undefined): string {
  return word?.match(/[\p{L}\p{N}]\p{M}*/u)?.[0] ?? "";
}
