import { parentOf } from "./layer.ts";

/**
 * The colour scheme of the surface that an element is on: the one the page declares, else judged by the background. A
 * dark page that does not declare `color-scheme` is dark whatever the system prefers.
 *
 * @param seen cache of surfaces, for many calls in a row
 */
export function schemeAt(element: Element, seen?: Map<Element, Surface>): string {
  const { colorScheme, color } = getComputedStyle(element);
  if (colorScheme !== "normal") return colorScheme;
  const surface = surfaceAt(element, seen);
  // On a picture, the text colour tells: the author chose one that can be read there.
  if (surface === "picture") return (lightness(color) ?? 0) > 0.6 ? "dark" : "light";
  return surface;
}

/** `normal`: nothing is painted, so the browser's canvas is visible, which is light without a declared scheme. */
export type Surface = "dark" | "light" | "picture" | "normal";

function surfaceAt(element: Element, seen?: Map<Element, Surface>): Surface {
  const within: Element[] = [];
  let surface: Surface | undefined;
  for (let at: Element | null = element; at && !surface; at = parentOf(at)) {
    within.push(at);
    surface = seen?.get(at) ?? paintOf(at);
  }
  surface ??= "normal";
  for (const one of within) seen?.set(one, surface);
  return surface;
}

function paintOf(element: Element): Surface | undefined {
  const { backgroundColor, backgroundImage, backgroundRepeat, backgroundSize } = getComputedStyle(element);
  const background = lightness(backgroundColor);
  if (background !== undefined) return background < 0.5 ? "dark" : "light";
  // A small image, such as an icon beside a link, is not a background.
  const isSmall = backgroundRepeat === "no-repeat" && !/cover|%/.test(backgroundSize);
  return backgroundImage === "none" || isSmall ? undefined : "picture";
}

/**
 * From 0 (black) to 1 (white); undefined for transparent colours. Reads colours as browsers serialise computed values.
 */
function lightness(colour: string): number | undefined {
  const parts = (colour.match(/[\w.-]+/g) ?? []).map(Number).filter(Number.isFinite);
  const [one = 0, two = 0, three = 0, alpha = 1] = parts;
  if (alpha < 0.5) return undefined;
  if (colour.startsWith("ok")) return one;
  if (colour.startsWith("l")) return one / 100;
  return (0.2126 * one + 0.7152 * two + 0.0722 * three) / (colour.startsWith("color") ? 1 : 255);
}
