import type { LineProblem } from "../../../file/import-error.ts";
import { normalName } from "./dn.ts";
import type { GroupDraft, GroupDrafts, MemberDraft } from "./group-draft.ts";
import { addressesOf } from "./ldif.ts";
import { type Entry, readEntries } from "./ldif-entries.ts";

const GROUPS = new Set(["groupofnames", "groupofuniquenames", "group", "posixgroup"]);
const USED = new Set([
  ...["dn", "changetype", "objectclass", "mail", "mailalternateaddress", "proxyaddresses", "userprincipalname"],
  ...["cn", "uid", "displayname", "description", "member", "uniquemember", "memberuid"],
]);

/**
 * The groups among LDIF content records (RFC 2849). Members are distinguished names or user ids, so the file holds the
 * entries of the members too. Members that the file does not have, or that are no people, such as printers, are passed
 * over; a group of which it has none of the members is a problem. The group's id is its cn, its name the displayName or
 * description.
 */
export function readGroupLdif(text: string): GroupDrafts {
  const problems: LineProblem[] = [];
  const warnings: LineProblem[] = [];
  const entries = [...readEntries(text, problems, USED)];
  const byName = new Map<string, Entry>();
  const byUser = new Map<string, Entry>();
  for (const entry of entries) {
    byName.set(normalName(entry.attributes.get("dn")?.[0] ?? ""), entry);
    for (const uid of entry.attributes.get("uid") ?? []) byUser.set(uid, entry);
  }
  const groups = entries.filter(isGroup).map((entry): GroupDraft => {
    const { line, attributes } = entry;
    const all = (name: string): string[] => attributes.get(name)?.filter((value) => value.trim() !== "") ?? [];
    const value = (name: string): string => all(name)[0]?.trim() ?? "";
    // A group that must have a member but has none names nobody: that member is empty.
    const named = [
      ...[...all("member"), ...all("uniquemember")].map((dn) => ({ text: dn, found: byName.get(normalName(dn)) })),
      ...all("memberuid").map((uid) => ({ text: uid, found: byUser.get(uid.trim()) })),
    ].map(({ text, found }) => ({ text, id: found && idOf(found) }));
    const members = named.flatMap(({ id }): MemberDraft[] => (id ? [{ line, text: id }] : []));
    const missing = named.filter(({ id }) => !id);
    const [first] = missing;
    const others = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
    const message = first && `The file has no person and no group "${first.text}"${others}`;
    if (message && members.length === 0) problems.push({ line, message: `${message}. Export them with the groups.` });
    else if (message) warnings.push({ line, message: `${message}: passed over.` });
    return { line, id: value("cn"), name: value("displayname") || value("description"), members };
  });
  return { groups, problems, warnings, ignored: [] };
}

function isGroup({ attributes }: Entry): boolean {
  return attributes.get("objectclass")?.some((name) => GROUPS.has(name.toLowerCase())) ?? false;
}

function idOf(entry: Entry): string {
  return isGroup(entry) ? (entry.attributes.get("cn")?.[0] ?? "").trim() : (addressesOf(entry)[0] ?? "");
}
