import { html, type TemplateResult } from "lit";

export const arrowIcon: TemplateResult = html`<svg class="arrow" viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3.500l4.500 4.500-4.500 4.500"></path></svg>`;
export const dotsIcon: TemplateResult = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 2.200a1.300 1.300 0 1 1 0 2.600a1.300 1.300 0 0 1 0-2.600zM8 6.700a1.300 1.300 0 1 1 0 2.600a1.300 1.300 0 0 1 0-2.600zM8 11.200a1.300 1.300 0 1 1 0 2.600a1.300 1.300 0 0 1 0-2.600z"></path></svg>`;
export const crossIcon: TemplateResult = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"></path></svg>`;
