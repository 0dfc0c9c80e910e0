export const whole = (value) => Math.round(value).toLocaleString("en-US");
export const fixed = (value, digits = 1) => value.toFixed(digits);
export function table(rows) {
    const lines = rows.map(({ name, what, measured, floor, target, met }) => `| ${name} | ${what} | ${measured} | ${floor} | ${target} | ${met ? "met" : "**not met**"} |`);
    return ["| | What | Measured | Floor | Target | |", "|---|---|---|---|---|---|", ...lines].join("\n");
}
//# sourceMappingURL=row.js.map