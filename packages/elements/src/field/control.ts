import type { FieldOptions } from "./options.ts";
import { mirror } from "./suggestions.ts";

export type Control = HTMLInputElement | HTMLTextAreaElement;

/** The text control in a field's document. */
export function makeControl(page: Document, { multiline, earliest }: FieldOptions): Control {
  const control = multiline ? page.createElement("textarea") : page.createElement("input");
  if ("rows" in control) control.rows = 1;
  else if (earliest !== undefined) control.type = "datetime-local";
  control.dir = "auto";
  control.setAttribute("autocomplete", "off");
  return control;
}

/** Applies the options to the control; its text and focus stay. */
export function applyOptions(control: Control, options: FieldOptions): void {
  control.setAttribute("aria-label", options.label);
  control.placeholder = options.placeholder ?? "";
  control.spellcheck = options.spellcheck ?? true;
  if (options.maxLength === undefined) control.removeAttribute("maxlength");
  else control.maxLength = options.maxLength;
  if (options.earliest !== undefined) {
    (control as HTMLInputElement).min = options.earliest;
    control.required = true;
  }
  if (options.invalid) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
  if (options.suggestions) mirror(control, options.suggestions);
}
