import { html, type TemplateResult } from "lit";

export const clockIcon: TemplateResult = html`<svg viewBox="0 0 16 16"><path d="M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.8V8l2.2 1.4"></path></svg>`;
export const pinIcon: TemplateResult = html`<svg viewBox="0 0 16 16"><path d="M8 14s4.8-4.2 4.8-7.4a4.8 4.8 0 0 0-9.6 0C3.2 9.8 8 14 8 14zM8 8.2a1.7 1.7 0 1 1 0-3.4a1.7 1.7 0 0 1 0 3.4z"></path></svg>`;
export const phoneIcon: TemplateResult = html`<svg viewBox="0 0 16 16"><path d="M5.2 2.6 3.4 3c-.8 4.8 4.8 10.400 9.600 9.600l.4-1.800-2.800-1.600-1.300 1.200A8 8 0 0 1 5.600 6.700l1.200-1.300z"></path></svg>`;
export const mailIcon: TemplateResult = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 4h12v8.500H2zM2.300 4.300 8 9l5.700-4.700"></path></svg>`;
export const bellIcon: TemplateResult = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1.800a4.200 4.200 0 0 0-4.200 4.200c0 4.200-1.600 5.200-1.600 5.200h11.600s-1.600-1-1.600-5.200A4.200 4.200 0 0 0 8 1.800zM6.500 13.700a1.600 1.600 0 0 0 3 0"></path></svg>`;
const head =
  "M6.500 2.200a2.600 2.600 0 1 1 0 5.200a2.600 2.600 0 0 1 0-5.200zM1.800 13.800c0-2.700 2-4.400 4.700-4.400 1.200 0 2.300.3 3.100.9";
export const contactIcon: TemplateResult = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${`${head}M12.200 9.200v4.600M9.900 11.500h4.600`}></path></svg>`;
export const contactIsIcon: TemplateResult = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${`${head}M9.800 12l1.600 1.600 3.100-3.600`}></path></svg>`;
