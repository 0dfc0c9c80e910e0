import { native } from "../dom/native.ts";
import { tokens } from "../theme/tokens.ts";
import { schemeAt } from "./surface.ts";

/** The public custom properties that a page may set on any ancestor of what it wants to look otherwise. */
const PROPERTIES = [...new Set(tokens.cssText.match(/--live-[\w-]+/g))];

/** Lets a surface that stands elsewhere look as if it stood where `element` does: the page's colours, light or dark. */
export function takeTheme(surface: HTMLElement, element: Element): void {
  const there = getComputedStyle(element);
  surface.dir = there.direction;
  const scheme = schemeAt(element);
  surface.style.colorScheme = scheme;
  // For surfaces whose own rules are important, so that those of the page do not reach them.
  surface.style.setProperty("--_scheme", scheme);
  surface.style.setProperty("--_direction", there.direction);
  // Places are measured as one sees them: a zoom of the whole page would count twice.
  const { currentCSSZoom = 1 }: { currentCSSZoom?: number } = native(document, "documentElement");
  surface.style.setProperty("--_zoom", `${1 / currentCSSZoom}`);
  for (const property of PROPERTIES) {
    const value = there.getPropertyValue(property);
    if (value) surface.style.setProperty(property, value);
    else surface.style.removeProperty(property);
  }
}
