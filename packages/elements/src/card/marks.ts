import { html, type TemplateResult } from "lit";

export const clockIcon: TemplateResult = html`<svg viewBox="0 0 16 16"><path d="M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.8V8l2.2 1.4"></path></svg>`;
export const pinIcon: TemplateResult = html`<svg viewBox="0 0 16 16"><path d="M8 14s4.8-4.2 4.8-7.4a4.8 4.8 0 0 0-9.6 0C3.2 9.8 8 14 8 14zM8 8.2a1.7 1.7 0 1 1 0-3.4a1.7 1.7 0 0 1 0 3.4z"></path></svg>`;
export const phoneIcon: TemplateResult = html`<svg viewBox="0 0 16 16"><path d="M5.2 2.6 3.4 3c-.8 4.8 4.8 10.400 9.600 9.600l.4-1.800-2.800-1.600-1.300 1.200A8 8 0 0 1 5.600 6.700l1.200-1.300z"></path></svg>`;
