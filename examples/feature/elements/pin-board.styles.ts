import { css } from "lit";

export const pinBoardStyles = css`
  :host { display: block; }
  p { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
  form { display: flex; gap: 8px; }
  form[hidden] { display: none; }
  input { flex: 1; inline-size: 0; }
  input::placeholder { color: var(--_muted); opacity: 1; }
  [role="status"] { min-block-size: 36px; padding-block: 8px; color: var(--_muted); }
  ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr)); align-items: start; gap: 12px; margin: 0; padding: 0; list-style: none; }
  li { padding: 12px 14px 4px; background: var(--_surface); border: 1px solid var(--_border); border-radius: var(--_radius); box-shadow: 0 1px 3px rgb(16 20 40 / 10%); }
  li p { font-size: 15px; line-height: 22px; }
  footer { display: flex; align-items: center; justify-content: space-between; gap: 8px; min-block-size: 44px; color: var(--_muted); font-size: 13px; }
`;
