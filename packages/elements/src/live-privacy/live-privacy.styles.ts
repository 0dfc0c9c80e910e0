import { css } from "lit";

export const privacyStyles = css`
  :host { display: block; max-inline-size: 640px; }
  :host([hidden]) { display: none; }
  form { display: grid; gap: 24px; padding: 20px; border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); container-type: inline-size; }
  h2 { margin: 0; font-size: 16px; line-height: 24px; font-weight: 650; }
  p { margin: 0; color: var(--_muted); }
  .part { display: grid; gap: 12px; min-inline-size: 0; }
  fieldset { display: grid; gap: 12px; min-inline-size: 0; margin: 0; padding: 0; border: 0; }
  legend { padding: 0; margin-block-end: 8px; font-size: 16px; line-height: 24px; font-weight: 650; }
  .mode { display: flex; align-items: center; gap: 10px; min-block-size: 28px; cursor: pointer; }
  .mode input { inline-size: 16px; block-size: 16px; min-block-size: 0; flex: none; padding: 0; accent-color: var(--_accent); }
  .modes { display: grid; gap: 2px; }
  .row { display: grid; gap: 12px; padding: 12px 16px 16px; border-radius: 8px; background: var(--_sunken); }
  h3 { margin: 0; font-size: 14px; line-height: 32px; font-weight: 650; }
  .row .top { display: flex; align-items: center; justify-content: space-between; gap: 8px; }
  .row .top button { margin-inline-end: -8px; padding-inline: 8px; color: var(--_muted); }
  .row .top button:hover { background: var(--_surface); }
  .fields { display: grid; gap: 12px; }
  @container (min-width: 480px) { .fields { grid-template-columns: 1fr 1fr; } .fields .wide { grid-column: 1 / -1; } }
  label:not(.mode), .label { display: grid; gap: 4px; font-size: 13px; line-height: 18px; color: var(--_muted); min-inline-size: 0; }
  label:not(.mode) > *, .label > live-picker { color: var(--_text); font-size: 14px; line-height: 20px; }
  .add { justify-self: start; color: var(--_accent); margin-inline-start: -12px; }
  .end { position: sticky; inset-block-end: var(--live-free-below, 0px); z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin: 0 -20px -20px; padding: 12px 20px; border-block-start: 1px solid var(--_border); border-radius: 0 0 var(--_radius) var(--_radius); background: var(--_surface); }
  .end .says { flex: 1 1 160px; min-inline-size: 0; color: var(--_muted); }
  .end .says.done { color: var(--_available); }
  .end .says.failed { color: var(--_danger); }
  .elsewhere { padding: 10px 12px; border-radius: 8px; background: var(--_accent-soft); color: var(--_text); }
  .quietly { padding: 20px; color: var(--_muted); border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
  @media (pointer: coarse) { .mode { min-block-size: 44px; } .mode input { inline-size: 20px; block-size: 20px; } }
`;
