import { ContactKind } from "@livename/wire/contact";
import type { LineProblem } from "../../file/import-error.ts";
import { atOnce, type Sliced } from "../../kernel/slices.ts";
import { groupId } from "../../people/group-id.ts";
import type { Directory } from "./check.ts";
import { type FileContent, TOLD } from "./file/intake.ts";
import type { Incoming } from "./merge.ts";

/** Entries looked at before others may have their turn. */
const STEPS = 32;

/** The file's entries with the ids of people and groups; whom the directory does not know is a problem of the line. */
export function resolveDrafts(community: string, content: FileContent, directory: Directory): Resolved {
  return atOnce(resolvingDrafts(community, content, directory));
}

interface Resolved {
  readonly incoming: Incoming[];
  readonly problems: LineProblem[];
  readonly problemCount: number;
}

/** As `resolveDrafts`, so that others have their turn meanwhile. */
export function* resolvingDrafts(
  community: string,
  { drafts, problems, problemCount }: FileContent,
  { people, groups }: Directory,
): Sliced<Resolved> {
  const all: LineProblem[] = [...problems];
  const incoming: Incoming[] = [];
  let steps = 0;
  for (const draft of drafts) {
    if (++steps % STEPS === 0) yield;
    const { line, path, name, note } = draft;
    const common = { line, path, name, note };
    if (draft.kind === "folder") {
      incoming.push({ ...common, kind: ContactKind.FOLDER, target: "" });
      continue;
    }
    const [kind, asked] =
      draft.kind === "person" ? [ContactKind.PERSON, draft.address] : [ContactKind.GROUP, draft.group];
    const found =
      draft.kind === "person"
        ? [asked, ...(draft.others ?? [])].map((address) => people.resolve(community, address)).find((one) => one)
        : groups.find(community, groupId(asked) ?? "");
    if (found) incoming.push({ ...common, kind, target: found.id });
    else all.push({ line, message: `There is no ${draft.kind} "${asked.slice(0, 60)}" in the directory.` });
  }
  return { incoming, problems: all, problemCount: problemCount - problems.length + all.length };
}

/** The first problems of a file, and how many there are. */
export function tell(
  problems: readonly LineProblem[],
  problemCount = problems.length,
): { problems: LineProblem[]; problemCount: number } {
  const sorted = [...problems].sort((a, b) => a.line - b.line);
  return { problems: sorted.slice(0, TOLD), problemCount };
}
