import type { Draft, Drafts } from "./draft.ts";
import type { LineProblem } from "./import-error.ts";
import { type Attributes, readEntries } from "./ldif-entries.ts";

const PEOPLE = new Set(["person", "organizationalperson", "inetorgperson", "user"]);
const KNOWN = new Set([
  ...["dn", "objectclass", "mail", "mailalternateaddress", "proxyaddresses", "displayname", "cn", "title"],
  ...["department", "ou", "telephonenumber", "l", "physicaldeliveryofficename"],
]);

/** LDIF content records (RFC 2849) of persons; other entries, such as units and groups, are passed over. */
export function readLdif(text: string): Drafts {
  const problems: LineProblem[] = [];
  const people: Draft[] = [];
  const ignored = new Set<string>();
  for (const { line, attributes } of readEntries(text, problems)) {
    if (!attributes.get("objectclass")?.some((name) => PEOPLE.has(name.toLowerCase()))) continue;
    for (const name of attributes.keys()) if (!KNOWN.has(name)) ignored.add(name);
    people.push(toDraft(line, attributes));
  }
  return { people, problems, ignored: [...ignored] };
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
