import type { LineProblem } from "../../file/import-error.ts";
import type { GroupDraft, GroupDrafts, MemberDraft } from "./group-draft.ts";
import { type Entry, normalName, readEntries } from "./ldif-entries.ts";

const GROUPS = new Set(["groupofnames", "groupofuniquenames", "group", "posixgroup"]);

/**
 * The groups among LDIF content records (RFC 2849). Members are distinguished names, so the file holds the entries of
 * the members too; one that is missing is a problem. The group's id is its cn, its name the displayName or description.
 */
export function readGroupLdif(text: string): GroupDrafts {
  const problems: LineProblem[] = [];
  const entries = [...readEntries(text, problems)];
  const byName = new Map<string, Entry>();
  for (const entry of entries) byName.set(normalName(entry.attributes.get("dn")?.[0] ?? ""), entry);
  const groups = entries.filter(isGroup).map((entry): GroupDraft => {
    const { line, attributes } = entry;
    const value = (name: string): string => attributes.get(name)?.[0]?.trim() ?? "";
    const members: MemberDraft[] = [];
    for (const dn of [...(attributes.get("member") ?? []), ...(attributes.get("uniquemember") ?? [])]) {
      // A group that must have a member but has none names nobody.
      if (dn.trim() === "") continue;
      const found = byName.get(normalName(dn));
      const member = found && idOf(found);
      if (member) members.push({ line, text: member });
      else
        problems.push({ line, message: `The file has no person and no group "${dn}". Export them with the groups.` });
    }
    return { line, id: value("cn"), name: value("displayname") || value("description"), members };
  });
  return { groups, problems, ignored: [] };
}

function isGroup({ attributes }: Entry): boolean {
  return attributes.get("objectclass")?.some((name) => GROUPS.has(name.toLowerCase())) ?? false;
}

function idOf(entry: Entry): string {
  return (entry.attributes.get(isGroup(entry) ? "cn" : "mail")?.[0] ?? "").trim();
}
