import type { LineProblem } from "../../file/import-error.ts";
import type { Draft, Drafts } from "./draft.ts";
import { type Attributes, normalName, readEntries } from "./ldif-entries.ts";

const PEOPLE = new Set(["person", "organizationalperson", "inetorgperson", "user"]);
const KNOWN = new Set([
  ...["dn", "objectclass", "mail", "mailalternateaddress", "proxyaddresses", "displayname", "cn", "title"],
  ...["department", "ou", "telephonenumber", "l", "physicaldeliveryofficename", "manager"],
]);

/** LDIF content records (RFC 2849) of persons; other entries, such as units and groups, are passed over. */
export function readLdif(text: string): Drafts {
  const problems: LineProblem[] = [];
  const people: Draft[] = [];
  const warnings: LineProblem[] = [];
  const ignored = new Set<string>();
  const entries = [...readEntries(text, problems)];
  const byName = new Map(entries.map((entry) => [normalName(entry.attributes.get("dn")![0]!), entry]));
  for (const { line, attributes } of entries) {
    if (!attributes.get("objectclass")?.some((name) => PEOPLE.has(name.toLowerCase()))) continue;
    for (const name of attributes.keys()) if (!KNOWN.has(name)) ignored.add(name);
    const dn = attributes.get("manager")?.[0]?.trim();
    const manager = dn === undefined ? undefined : byName.get(normalName(dn))?.attributes.get("mail")?.[0]?.trim();
    if (dn && manager === undefined)
      warnings.push({ line, message: `The file has no person "${dn}" to be the manager.` });
    people.push({ ...toDraft(line, attributes), manager: dn === undefined ? undefined : (manager ?? "") });
  }
  return { people, problems, warnings, ignored: [...ignored] };
}

function toDraft(line: number, attributes: Attributes): Draft {
  const first = (...names: string[]): string => {
    for (const name of names) {
      const value = attributes.get(name)?.[0]?.trim();
      if (value) return value;
    }
    return "";
  };
  const proxies = (attributes.get("proxyaddresses") ?? [])
    .filter((address) => /^smtp:/i.test(address))
    .map((address) => address.slice("smtp:".length));
  const mails = [...(attributes.get("mail") ?? []), ...(attributes.get("mailalternateaddress") ?? []), ...proxies];
  return {
    line,
    addresses: mails.map((address) => address.trim()),
    name: first("displayname", "cn"),
    title: first("title"),
    department: first("department", "ou"),
    phone: first("telephonenumber"),
    location: first("physicaldeliveryofficename", "l"),
    timeZone: "",
    photo: "",
  };
}
