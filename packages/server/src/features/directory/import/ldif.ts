import type { LineProblem } from "../../../file/import-error.ts";
import { normalAddress } from "../../../text/address.ts";
import { normalName } from "./dn.ts";
import { type Draft, type Drafts, isPersonClass, withAddress } from "./draft.ts";
import { type Attributes, type Entry, readEntries } from "./ldif-entries.ts";

const KNOWN = new Set([
  ...["dn", "changetype", "objectclass", "mail", "mailalternateaddress", "proxyaddresses", "userprincipalname"],
  ...["displayname", "cn", "givenname", "sn", "title", "department", "ou", "telephonenumber", "l"],
  ...["physicaldeliveryofficename", "manager"],
]);

/** LDIF content records (RFC 2849) of persons; other entries, such as units, groups and machines, are passed over. */
export function readLdif(text: string): Drafts {
  const problems: LineProblem[] = [];
  const drafts: Draft[] = [];
  const warnings: LineProblem[] = [];
  const ignored = new Set<string>();
  const entries = [...readEntries(text, problems, KNOWN)];
  const byName = new Map(entries.map((entry) => [normalName(entry.attributes.get("dn")![0]!), entry]));
  for (const { line, attributes } of entries) {
    if (!isPersonClass(attributes.get("objectclass") ?? [])) continue;
    for (const name of attributes.keys()) if (!KNOWN.has(name)) ignored.add(name);
    const dn = attributes.get("manager")?.[0]?.trim();
    const entry = dn === undefined ? undefined : byName.get(normalName(dn));
    const manager = entry && addressesOf(entry)[0];
    const addresses = addressesOf({ attributes });
    if (dn && manager === undefined && addresses.length > 0)
      warnings.push({ line, message: `The file has no person "${dn}" to be the manager.` });
    drafts.push({ ...toDraft(line, attributes), addresses, manager: dn === undefined ? undefined : (manager ?? "") });
  }
  const { people, passedOver } = withAddress(drafts);
  return { people, problems, warnings: [...warnings, ...passedOver], ignored: [...ignored] };
}

/** The preferred one first; the name that somebody signs in with stands behind mail addresses. */
export function addressesOf({ attributes }: Pick<Entry, "attributes">): string[] {
  const all = (name: string): readonly string[] => attributes.get(name) ?? [];
  const proxies = all("proxyaddresses")
    .filter((address) => /^smtp:/i.test(address))
    .map((address) => address.slice("smtp:".length));
  return [...all("mail"), ...all("mailalternateaddress"), ...proxies, ...all("userprincipalname")]
    .map((address) => address.trim())
    .filter((address) => normalAddress(address) !== "");
}

function toDraft(line: number, attributes: Attributes): Draft {
  const first = (...names: string[]): string => {
    for (const name of names) {
      const value = attributes.get(name)?.[0]?.trim();
      if (value) return value;
    }
    return "";
  };
  return {
    line,
    addresses: [],
    name: first("displayname", "cn") || `${first("givenname")} ${first("sn")}`.trim(),
    title: first("title"),
    department: first("department", "ou"),
    phone: first("telephonenumber"),
    location: first("physicaldeliveryofficename", "l"),
    timeZone: "",
    photo: "",
  };
}
