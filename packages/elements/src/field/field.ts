import { nothing } from "lit";
import { Directive, type DirectiveResult, directive, type Part } from "lit/directive.js";
import { ensureDefined } from "../define/registry.ts";
import { LiveField } from "./live-field.ts";
import type { FieldOptions } from "./options.ts";

class FieldDirective extends Directive {
  #field: LiveField | undefined;
  #value: string | undefined;

  render(_options: FieldOptions, _value?: string): unknown {
    return nothing;
  }

  override update(_part: Part, [options, value]: [FieldOptions, string?]): LiveField {
    if (this.#field === undefined) {
      ensureDefined(LiveField);
      this.#field = new LiveField();
    }
    const field = this.#field;
    field.use(options);
    // As with any template attribute, an unchanged value does not overwrite what was typed.
    if (value !== undefined && value !== this.#value) field.value = value;
    this.#value = value;
    return field;
  }
}

/** A field in a template: `${field({ label }, text)}`. Its element stays as long as the template does. */
export const field: (options: FieldOptions, value?: string) => DirectiveResult = directive(FieldDirective);
