import { html, nothing, type TemplateResult } from "lit";

/**
 * "Design Lead · Product": what there is of it in the order of the page's direction, each part in its own. On one line of
 * class `parts` what is too long ends with an ellipsis where it ends, the last part first.
 */
export const parts = (...texts: readonly string[]): TemplateResult[] =>
  texts
    .filter((text) => text !== "")
    .map((text, index) => html`${index > 0 ? html`<span> · </span>` : nothing}<bdi>${text}</bdi>`);
