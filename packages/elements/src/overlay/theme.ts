import { native } from "../dom/native.ts";
import { tokens } from "../theme/tokens.ts";
import { schemeAt } from "./surface.ts";

/** The public custom properties that a page may set on any ancestor of an element. */
const PROPERTIES = [...new Set(tokens.cssText.match(/--live-[\w-]+/g))];

/** Makes a surface look as if it were at `element`: with the page's colours, light or dark, and direction. */
export function takeTheme(surface: HTMLElement, element: Element): void {
  const there = getComputedStyle(element);
  surface.dir = there.direction;
  const scheme = schemeAt(element);
  surface.style.colorScheme = scheme;
  // For surfaces whose rules are `!important`, to protect them from the page's rules.
  surface.style.setProperty("--_scheme", scheme);
  surface.style.setProperty("--_direction", there.direction);
  // Positions are measured with the page's zoom applied, so it would count twice.
  const { currentCSSZoom = 1 }: { currentCSSZoom?: number } = native(document, "documentElement");
  surface.style.setProperty("--_zoom", `${1 / currentCSSZoom}`);
  for (const property of PROPERTIES) {
    const value = there.getPropertyValue(property);
    if (value) surface.style.setProperty(property, value);
    else surface.style.removeProperty(property);
  }
}
