import { addressesOf, allOf, type Card, literal, readCards, split } from "../../../file/cards.ts";
import type { LineProblem } from "../../../file/import-error.ts";
import { type Draft, type Drafts, isTimeZone, withAddress } from "./draft.ts";

const KNOWN = new Set([
  ...["VERSION", "FN", "N", "EMAIL", "TITLE", "ROLE", "ORG", "TEL", "ADR", "TZ", "PHOTO"],
  ...["RELATED", "X-MANAGER"],
]);

/** vCards 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), any number in a file. Cards without an address are passed over. */
export function readVcard(text: string): Drafts {
  const problems: LineProblem[] = [];
  const cards = readCards(text, problems, KNOWN);
  const ignored = new Set(cards.flatMap(({ properties }) => properties.map(({ name }) => name)));
  for (const name of KNOWN) ignored.delete(name);
  const { people, passedOver } = withAddress(cards.map(toDraft));
  return { people, problems, warnings: passedOver, ignored: [...ignored] };
}

function toDraft(card: Card): Draft {
  const first = (name: string): string => literal(allOf(card, name)[0]?.value ?? "").trim();
  const parts = (name: string): string[] => split(allOf(card, name)[0]?.value ?? "").map((part) => part.trim());
  const [family = "", given = ""] = parts("N");
  const timeZone = first("TZ");
  const photo = allOf(card, "PHOTO")[0]?.value ?? "";
  return {
    line: card.line,
    addresses: addressesOf(card),
    name: first("FN") || `${given} ${family}`.trim(),
    title: first("TITLE") || first("ROLE"),
    // The units follow the organisation's name.
    department: parts("ORG").slice(1).join(", "),
    phone: first("TEL").replace(/^tel:/i, ""),
    location: parts("ADR")[3] ?? "",
    // An offset such as +0200 names no place whose clock could be shown in summer and winter.
    timeZone: isTimeZone(timeZone) && timeZone.includes("/") ? timeZone : "",
    photo: /^https?:/i.test(photo) ? photo : "",
    manager: managerOf(card),
  };
}

/** RELATED;TYPE=manager of version 4.0, or what programs that write 3.0 call X-MANAGER; by address. */
function managerOf(card: Card): string | undefined {
  const related = allOf(card, "RELATED").find(({ parameters }) =>
    parameters.get("TYPE")?.toLowerCase().split(",").includes("manager"),
  );
  const { value } = related ?? allOf(card, "X-MANAGER")[0] ?? {};
  return value === undefined
    ? undefined
    : literal(value)
        .trim()
        .replace(/^mailto:/i, "");
}
