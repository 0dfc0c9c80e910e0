import { parentOf } from "./layer.ts";

/**
 * The colour scheme of the surface that an element stands on: what the page states, or, where it states none, what one
 * sees. A dark page that never heard of `color-scheme` is dark whatever the system prefers.
 *
 * @param seen what was seen of elements a moment ago, where many ask
 */
export function schemeAt(element: Element, seen?: Map<Element, Surface>): string {
  const { colorScheme, color } = getComputedStyle(element);
  if (colorScheme !== "normal") return colorScheme;
  const surface = surfaceAt(element, seen);
  // Whoever writes on a picture chose letters that can be read there.
  if (surface === "picture") return (lightness(color) ?? 0) > 0.6 ? "dark" : "light";
  return surface;
}

/** Normal: nothing is painted, and one sees the browser's own canvas, which is light for whoever states no scheme. */
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
  // A small one beside a link is none that one stands on.
  const isSmall = backgroundRepeat === "no-repeat" && !/cover|%/.test(backgroundSize);
  return backgroundImage === "none" || isSmall ? undefined : "picture";
}

/** From 0, black, to 1, white; undefined for what one sees through. As browsers write computed colours, whatever the page wrote. */
function lightness(colour: string): number | undefined {
  const parts = (colour.match(/[\w.-]+/g) ?? []).map(Number).filter(Number.isFinite);
  const [one = 0, two = 0, three = 0, alpha = 1] = parts;
  if (alpha < 0.5) return undefined;
  if (colour.startsWith("ok")) return one;
  if (colour.startsWith("l")) return one / 100;
  return (0.2126 * one + 0.7152 * two + 0.0722 * three) / (colour.startsWith("color") ? 1 : 255);
}
