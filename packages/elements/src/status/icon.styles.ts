import { css } from "lit";

/** Colours of the status icon; in forced colours all take the text's colour and the shape speaks. */
export const iconStyles = css`
  .status { fill: var(--_offline); flex: none; overflow: visible; }
  .status.available { fill: var(--_available); }
  .status.away { fill: var(--_away); }
  .status.busy { fill: var(--_busy); }
  .status.do-not-disturb { fill: var(--_dnd); }
  @media (forced-colors: active) {
    .status.status { fill: CanvasText; forced-color-adjust: none; }
  }
`;
