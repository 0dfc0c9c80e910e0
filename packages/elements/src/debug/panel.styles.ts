import { css } from "lit";

export const panelStyles = css`
  :host {
    all: initial;
    position: fixed;
    inset: auto auto 12px 12px;
    z-index: 2147483647;
    display: block;
    inline-size: min(440px, calc(100vw - 24px));
    max-block-size: 60vh;
    overflow: auto;
    box-sizing: border-box;
    padding: 14px 16px;
    border: 1px solid #8886;
    border-radius: 12px;
    background: #fff;
    color: #1b1f27;
    box-shadow: 0 12px 40px rgb(0 0 0 / 25%);
    font: 13px / 1.5 system-ui, sans-serif;
  }
  h2 { margin: 0 0 6px; font-size: 13px; }
  ul { margin: 0; padding: 0; list-style: none; display: grid; gap: 6px; }
  li { display: grid; grid-template-columns: 1.4em 1fr; overflow-wrap: anywhere; }
  li::before { content: "·"; font-weight: 700; }
  .good::before { content: "✓"; color: #15803d; }
  .wrong::before { content: "✗"; color: #b3261e; }
  @media (prefers-color-scheme: dark) {
    :host { background: #1d2028; color: #eceef4; }
    .good::before { color: #4ade80; }
    .wrong::before { color: #ffb4ab; }
  }
`;
