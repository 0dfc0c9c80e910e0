import { type CSSResult, css, unsafeCSS } from "lit";
import { KNOWS_BOTH, statusColour } from "./status-colours.ts";

/**
 * Only what a name needs: a page has thousands of names, and each computes what its style sheet declares. Colours
 * follow the page's `color-scheme`, so an element is dark exactly where the page around it is.
 */
export const statusTokens = css`
  :host { --_accent: var(--live-accent, #3d4ee0); ${statuses(false)} }
  @supports ${unsafeCSS(KNOWS_BOTH)} {
    :host { --_accent: var(--live-accent, light-dark(#3d4ee0, #a3b0ff)); ${statuses(true)} }
  }
`;

function statuses(both: boolean): CSSResult {
  const names = ["available", "away", "busy", "do-not-disturb", "offline"] as const;
  const short = (name: string): string => (name === "do-not-disturb" ? "dnd" : name);
  return unsafeCSS(names.map((name) => `--_${short(name)}: ${statusColour(name, both)};`).join(" "));
}

/**
 * The custom properties that every other element reads. Each public `--live-*` property may be set on any
 * ancestor; the `--_*` ones are internal.
 */
export const tokens = css`
  ${statusTokens}
  :host {
    --_font: var(--live-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
    --_radius: var(--live-radius, 12px);
    --_text: var(--live-text, #1b1f27);
    --_muted: var(--live-text-muted, #5a6272);
    --_surface: var(--live-surface, #ffffff);
    --_sunken: var(--live-surface-sunken, #f3f4f8);
    --_border: var(--live-border, #dfe2ea);
    --_control: var(--live-control-border, #858da0);
    --_on-accent: var(--live-accent-text, #ffffff);
    --_accent-soft: var(--live-accent-soft, #eceefe);
    --_danger: var(--live-danger, #b3261e);
    --_shadow: var(--live-shadow, 0 1px 2px rgb(16 20 40 / 8%), 0 12px 32px -4px rgb(16 20 40 / 18%));
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_text: var(--live-text, light-dark(#1b1f27, #eceef4));
      --_muted: var(--live-text-muted, light-dark(#5a6272, #a4acbd));
      --_surface: var(--live-surface, light-dark(#ffffff, #1d2028));
      --_sunken: var(--live-surface-sunken, light-dark(#f3f4f8, #272b35));
      --_border: var(--live-border, light-dark(#dfe2ea, #363b48));
      --_control: var(--live-control-border, light-dark(#858da0, #747d90));
      --_on-accent: var(--live-accent-text, light-dark(#ffffff, #12163a));
      --_accent-soft: var(--live-accent-soft, light-dark(#eceefe, #2b3158));
      --_danger: var(--live-danger, light-dark(#b3261e, #ffb4ab));
    }
  }
`;
