import { OPTION_TREE, OPTIONS, type Option, type OptionGroup } from "../src/options/catalogue.ts";
import { DEFAULT_RATES } from "../src/options/limits.ts";

export const TYPES = new URL("../src/options/types.ts", import.meta.url);
export const PAGE = new URL("../../../docs/reference/configuration.md", import.meta.url);

const BEGIN = "<!-- Generated from packages/server/src/options by `npm run options`. -->";
const END = "<!-- End of what is generated. -->";

/** The reference page with its tables as the schema has them now. */
export function pageWith(page: string): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`The page has no ${BEGIN} … ${END}`);
  return page.slice(0, before + BEGIN.length) + tables() + page.slice(after);
}

function tables(): string {
  const rows = OPTIONS.filter(({ internal, name }) => !internal && name !== "clock").map(
    (option) => `| \`${option.name}\` | ${shownDefault(option)} | ${meaning(option)} |`,
  );
  const rates = Object.entries(DEFAULT_RATES).map(
    ([kind, { perSecond, burst }]) => `| \`${kind}\` | ${perSecond} | ${burst} |`,
  );
  return [
    "",
    "",
    "| Option | Default | Meaning |",
    "|---|---|---|",
    ...rows,
    "",
    "Rates by default, `perSecond` and `burst` (SPEC F16):",
    "",
    "| Class | perSecond | burst |",
    "|---|---|---|",
    ...rates,
    "",
    "",
  ].join("\n");
}

/** What the option is for, and which numbers it may be, unless any. */
function meaning({ about, range }: Option): string {
  return range === undefined || range.startsWith("0 to 65535") ? about : `${about}; ${range}`;
}

function shownDefault({ unset, default: value }: Option): string {
  return unset ?? (value === undefined ? "none" : `\`${JSON.stringify(value)}\``);
}

/** The options as TypeScript interfaces, as the documentation of the API shows them. */
export function typesText(): string {
  const groups = [OPTION_TREE, ...inner(OPTION_TREE)];
  return [
    "// Generated from the schema by `npm run options`. Do not edit.",
    'import type { Rates } from "../edge/rates.ts";',
    'import type { Manifest } from "../house/manifest.ts";',
    'import type { JwtAlgorithm } from "../identity/jwt-keys.ts";',
    'import type { Log, LogLevel } from "../process/log.ts";',
    'import type { Clock } from "../time/clock.ts";',
    "",
    ...groups.flatMap((group) => [interfaceOf(group), ""]),
  ].join("\n");
}

function inner({ members }: OptionGroup): OptionGroup[] {
  return members.flatMap((member) => ("group" in member ? [member.group, ...inner(member.group)] : []));
}

function interfaceOf({ type, members }: OptionGroup): string {
  const lines = members.flatMap((member) => {
    const key = member.name.slice(member.name.lastIndexOf(".") + 1);
    const property = `  readonly ${key}${member.required ? "" : "?"}: `;
    return "group" in member
      ? [`${property}${member.group.type};`]
      : [...docOf(member), `${property}${member.type ?? TYPE_OF[member.kind]};`];
  });
  return [`export interface ${type} {`, ...lines, "}"].join("\n");
}

const TYPE_OF: Readonly<Record<Option["kind"], string>> = {
  text: "string",
  path: "string",
  number: "number",
  switch: "boolean",
  list: "readonly string[]",
  paths: "readonly string[]",
  json: "object",
  code: "unknown",
};

function docOf(option: Option): string[] {
  const about = `${meaning(option).replace(/\[([^\]]+)\]\([^)]+\)/g, "$1")}.`;
  const value = option.unset ?? (option.default === undefined ? "none" : JSON.stringify(option.default));
  const tags = [...(option.required ? [] : [`@default ${value}`]), ...(option.internal ? ["@internal"] : [])];
  return tags.length === 0
    ? [`  /** ${about} */`]
    : tags.length === 1 && about.length + tags[0]!.length < 108
      ? [`  /** ${about} ${tags[0]} */`]
      : ["  /**", `   * ${about}`, "   *", ...tags.map((tag) => `   * ${tag}`), "   */"];
}
