import { html, nothing, type TemplateResult } from "lit";

/**
 * "Design Lead · Product": the parts that are not empty, in the page's direction, each in its own direction. In an
 * element of class `parts`, a line that is too long is truncated with an ellipsis, the last part first.
 */
export const parts = (...texts: readonly string[]): TemplateResult[] =>
  texts
    .filter((text) => text !== "")
    .map((text, index) => html`${index > 0 ? html`<span> · </span>` : nothing}<bdi>${text}</bdi>`);
