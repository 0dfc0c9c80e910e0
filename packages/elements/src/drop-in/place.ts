import { native } from "../dom/native.ts";
import type { Attributes } from "./attributes.ts";

/** Appends "people here" to the element that the selector finds, once the page has it. @returns removes it again */
export function addPlace(selector: string, { prefix, lang }: Attributes): () => void {
  const place = native(document, "createElement")(`${prefix}-place`);
  if (lang !== undefined) place.lang = lang;
  const add = (): void => {
    const target = native(document, "querySelector")(selector);
    if (target) native(target, "append")(place);
  };
  if (native(document, "readyState") === "loading") window.addEventListener("DOMContentLoaded", add, { once: true });
  else add();
  return () => {
    window.removeEventListener("DOMContentLoaded", add);
    place.remove();
  };
}
