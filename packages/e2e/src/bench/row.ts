/** One line of the table: a target, what was measured, and what nothing but the bytes costs. */
export interface Row {
  /** As in the list of targets: "T1". */
  readonly name: string;
  readonly what: string;
  readonly measured: string;
  readonly floor: string;
  readonly target: string;
  readonly met: boolean;
}

export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
export const fixed = (value: number, digits = 1): string => value.toFixed(digits);

export function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ name, what, measured, floor, target, met }) =>
      `| ${name} | ${what} | ${measured} | ${floor} | ${target} | ${met ? "met" : "**not met**"} |`,
  );
  return ["| | What | Measured | Floor | Target | |", "|---|---|---|---|---|---|", ...lines].join("\n");
}
