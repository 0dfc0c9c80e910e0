import { css } from "lit";

export const chatStyles = css`
  :host {
    display: flex; flex-direction: column; min-block-size: 0; block-size: 480px; max-block-size: 100dvh; position: relative;
    background: var(--_surface); border: 1px solid var(--_border); border-radius: var(--_radius); overflow: hidden;
    container-type: inline-size;
  }
  :host([hidden]) { display: none; }
  .header { display: flex; align-items: center; gap: 12px; padding: 10px 8px 10px 16px; border-block-end: 1px solid var(--_border); --_avatar: 36px; }
  .header:dir(rtl) { padding: 10px 16px 10px 8px; }
  .header .who { flex: 1; min-inline-size: 0; }
  /* As wide as its text, so that a name in the other writing direction is aligned like the others. */
  h2 { margin: 0; inline-size: fit-content; max-inline-size: 100%; font-size: 14px; line-height: 20px; font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .line { display: flex; align-items: center; gap: 6px; color: var(--_muted); font-size: 12px; line-height: 16px; }
  .line span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .line .status { inline-size: 10px; block-size: 10px; }
  .scroll { flex: 1; min-block-size: 0; overflow: auto; overscroll-behavior: contain; padding: 8px 16px 12px; display: flex; flex-direction: column; }
  .scroll > :first-child { margin-block-start: auto; }
  .earlier { align-self: center; color: var(--_accent); }
  .day, .unread { display: flex; align-items: center; gap: 12px; margin: 16px 0 8px; font-size: 12px; line-height: 16px; color: var(--_muted); }
  .day::before, .day::after, .unread::before, .unread::after { content: ""; flex: 1; border-block-start: 1px solid var(--_border); }
  .unread { color: var(--_danger); font-weight: 600; }
  .unread::before, .unread::after { border-color: currentColor; opacity: .4; }
  .message { display: flex; flex-direction: column; align-items: flex-start; margin-block-start: 2px; }
  .message.first { margin-block-start: 12px; }
  .message.own { align-items: flex-end; }
  .meta { font-size: 12px; line-height: 16px; color: var(--_muted); margin: 0 4px 4px; }
  .bubble {
    max-inline-size: min(85%, 560px); padding: 7px 12px; border-radius: 6px 16px 16px 6px;
    background: var(--_sunken); white-space: pre-wrap; overflow-wrap: anywhere;
  }
  .bubble:dir(rtl) { border-radius: 16px 6px 6px 16px; }
  .own .bubble { background: var(--_accent-soft); border-radius: 16px 6px 6px 16px; }
  .own .bubble:dir(rtl) { border-radius: 6px 16px 16px 6px; }
  .first .bubble { border-start-start-radius: 16px; }
  .own.first .bubble { border-start-end-radius: 16px; }
  .bubble.removed { color: var(--_muted); font-style: italic; }
  .bubble a { color: var(--_accent); unicode-bidi: isolate; text-underline-offset: 2px; }
  .pending .bubble { color: var(--_muted); }
  .failed .bubble { outline: 1px solid var(--_danger); outline-offset: -1px; }
  .failure { display: flex; align-items: center; gap: 4px; color: var(--_danger); font-size: 12px; }
  .failure button { min-block-size: 24px; padding: 0 8px; font-size: 12px; color: inherit; text-decoration: underline; }
  .typing { min-block-size: 20px; padding: 0 16px; font-size: 12px; line-height: 20px; color: var(--_muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .note { margin: auto; padding: 24px; text-align: center; color: var(--_muted); }
  .note button { margin-block-start: 12px; }
  .banner { padding: 6px 16px; font-size: 12px; line-height: 16px; color: var(--_muted); background: var(--_sunken); }
  .ask { display: flex; flex-wrap: wrap; align-items: center; gap: 0 4px; padding-block: 4px; }
  .ask span { flex: 1 1 160px; }
  .ask button { min-block-size: 28px; padding: 2px 10px; font-size: 12px; }
  @media (pointer: coarse) { .ask button { min-block-size: 44px; } }
  .newest { position: absolute; inset-block-end: 88px; inset-inline: 0; margin-inline: auto; inline-size: max-content; border-radius: 20px; background: var(--_surface); border-color: var(--_border); color: var(--_accent); box-shadow: var(--_shadow); }
  form { display: flex; align-items: flex-end; gap: 8px; padding: 4px 12px 12px; margin: 0; }
  .text { min-block-size: 40px; max-block-size: 140px; border-radius: 20px; --_field-block: 9px; --_field-inline: 14px; }
  form button.primary { inline-size: 40px; min-block-size: 40px; padding: 0; border-radius: 50%; flex: none; }
  form button svg:dir(rtl) { scale: -1 1; }
  .over { padding: 0 16px 8px; font-size: 12px; color: var(--_danger); }
  @media (pointer: coarse) {
    .text { min-block-size: 44px; --_field-block: 11px; }
    form button.primary { inline-size: 44px; min-block-size: 44px; }
    .failure button { min-block-size: 44px; }
  }
  @media (forced-colors: active) { .bubble { border: 1px solid CanvasText; } .own .bubble { border-color: Highlight; } }
`;
