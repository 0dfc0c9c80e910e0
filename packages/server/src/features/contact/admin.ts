import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { ImportError } from "../../file/import-error.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { slices } from "../../kernel/slices.ts";
import { groupId } from "../../people/group-id.ts";
import type { Directory } from "./check.ts";
import type { FileFormat } from "./file/read.ts";
import { readBeside } from "./file/read-beside.ts";
import { merging } from "./merge.ts";
import { resolvingDrafts } from "./resolve.ts";
import type { ContactBounds, ContactShare, ContactStore } from "./storage/contract.ts";
import { nameProblem } from "./text.ts";

/** Levels of a list: a person in a folder at the top has the second. */
const DEPTH = 8;
/** So that a whole list fits into one frame that every client takes. */
const CHARS = 524_288;
/** Entries of all lists that are kept in step: everybody may see all of them. */
const SHARED_ENTRIES = 5_000;

export function boundsOf({ contacts }: Pick<WireLimits, "contacts">): ContactBounds {
  return { entries: contacts, depth: DEPTH, chars: CHARS };
}

export interface ShareRequest {
  /** Of the share; one of this name is replaced. */
  readonly name: string;
  readonly mode: ContactShare["mode"];
  readonly audience: ContactShare["audience"];
  /** Id of a group, id or address of a person; empty for everybody. */
  readonly audienceId: string;
  readonly format: FileFormat;
}

export interface ShareSummary extends Omit<ContactShare, "content" | "serial"> {
  readonly entries: number;
}

/** What an administrator's command does to everybody's lists. */
export interface ContactAdmin {
  /** All or nothing. @throws ImportError with each line that is wrong; Refusal when there is no such group or person. */
  append(community: string, bytes: Uint8Array, request: ShareRequest): Promise<ShareSummary>;
  shared(community: string): Promise<ShareSummary[]>;
  /** Entries kept in step go; what was copied stays. @throws Refusal when there is none of this name. */
  remove(community: string, name: string): Promise<void>;
}

export function createAdmin(
  options: Directory & {
    readonly store: ContactStore;
    readonly bounds: ContactBounds;
    /** Called when the shares in the store are others. */
    readonly changed: (community: string) => Promise<void>;
  },
): ContactAdmin {
  const { people, groups, store, bounds, changed } = options;

  const audienceOf = (community: string, { audience, audienceId }: ShareRequest): string => {
    if (audience === "everybody") return "";
    const found =
      audience === "group" ? groups.find(community, groupId(audienceId) ?? "") : people.resolve(community, audienceId);
    if (found) return found.id;
    throw audience === "group"
      ? new Refusal(Code.NO_SUCH_GROUP, `There is no group ${audienceId}.`)
      : new Refusal(Code.NO_SUCH_PERSON, `There is no person ${audienceId}.`);
  };

  return {
    async append(community, bytes, request) {
      const { name, mode, audience, format } = request;
      const problem = name === "" ? "The list needs a name." : nameProblem(name);
      if (problem) throw new Refusal(Code.INVALID, problem);
      const audienceId = audienceOf(community, request);
      const content = await readBeside(bytes, format, bounds);
      const read = await slices.long("", resolvingDrafts(community, content, { people, groups }));
      if (read.problems.length > 0) throw new ImportError(read.problems, read.problemCount);
      const { problems } = await slices.long("", merging([], read.incoming));
      if (problems.length > 0) throw new ImportError(problems);
      if (read.incoming.length === 0) throw new ImportError([{ line: 0, message: "The file names nobody." }]);
      const entries = read.incoming.length;
      if (mode === "in-step") {
        const others = (await store.shares(community)).filter((share) => share.mode === mode && share.name !== name);
        const shared = others.reduce((sum, { content }) => sum + countOf(content), entries);
        if (shared > SHARED_ENTRIES)
          throw new Refusal(Code.TOO_MANY, `All lists that are kept in step have at most ${SHARED_ENTRIES} entries.`);
      }
      const share = { name, mode, audience, audienceId };
      await store.putShare(community, { ...share, content: JSON.stringify(read.incoming) });
      await changed(community);
      return { ...share, entries };
    },
    async shared(community) {
      return (await store.shares(community)).map(({ content, serial, ...share }) => ({
        ...share,
        entries: countOf(content),
      }));
    },
    async remove(community, name) {
      if (!(await store.removeShare(community, name)))
        throw new Refusal(Code.INVALID, `No list named "${name}" is shared. See "livename contacts shared list".`);
      await changed(community);
    },
  };
}

function countOf(content: string): number {
  return (JSON.parse(content) as unknown[]).length;
}
