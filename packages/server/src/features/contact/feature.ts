import type { WireLimits } from "@livename/wire";
import type { ContactImportReplyInit, ContactImportRequest } from "@livename/wire/contact";
import { Code } from "@livename/wire/frame";
import { contactEdit, contactExport, contactImport, contactList } from "@livename/wire/handlers";
import type { Budget } from "../../kernel/budget.ts";
import type { Feature, Session } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { route } from "../../kernel/route.ts";
import { slices } from "../../kernel/slices.ts";
import type { Groups } from "../../people/groups.ts";
import type { People } from "../../people/people.ts";
import type { Log } from "../../process/log.ts";
import { fingerprint } from "../../text/fingerprint.ts";
import type { Clock } from "../../time/clock.ts";
import { boundsOf, type ContactAdmin, createAdmin } from "./admin.ts";
import { checkEdits } from "./check.ts";
import { Downloads } from "./downloads.ts";
import { readBeside } from "./file/read-beside.ts";
import { type NameLookup, writingContacts } from "./file/write.ts";
import { Fill } from "./fill.ts";
import { followDirectory } from "./follow-directory.ts";
import { Lists } from "./lists.ts";
import { resolvingDrafts, tell } from "./resolve.ts";
import { Shares } from "./shares.ts";
import type { ContactStore } from "./storage/contract.ts";
import { formatOf, Uploads } from "./uploads.ts";

export interface ContactOptions {
  readonly clock: Clock;
  readonly log: Pick<Log, "error">;
  readonly store: ContactStore;
  readonly people: People;
  readonly groups: Groups;
  readonly communities: readonly string[];
  readonly limits: Pick<WireLimits, "contacts" | "watchBatch">;
  readonly budget: Budget;
  /** What the directory changes within this time is told together. @default 100 */
  readonly tickMs?: number;
}

export interface ContactFeature extends Feature {
  /** What an administrator gives to many. */
  readonly admin: ContactAdmin;
}

/** What stands for a command in the store, beside its key. */
const commandOf = (bytes: Uint8Array): string => fingerprint(bytes).toString(36);

/** Reads what administrators share, then serves everybody's own list. */
export async function createContact(options: ContactOptions): Promise<ContactFeature> {
  const { clock, log, store, people, groups, communities, limits, tickMs = 100 } = options;
  const bounds = boundsOf(limits);
  const shares = new Shares(store, groups);
  for (const community of communities) await shares.reload(community);
  const fill = new Fill(people, groups);
  const lists = new Lists({ clock, store, shares, fill, bounds });
  const uploads = new Uploads(clock, options.budget);
  const downloads = new Downloads(clock, options.budget);
  const directory = { people, groups };
  const endDirectory = followDirectory({ ...directory, clock, log, lists, tickMs });
  const admin = createAdmin({
    ...directory,
    store,
    bounds,
    async changed(community) {
      await shares.reload(community);
      for (const owner of lists.followed(community)) await lists.review(owner);
    },
  });

  const takeIn = async (
    session: Session,
    request: ContactImportRequest,
    key: string,
  ): Promise<ContactImportReplyInit> => {
    const file = uploads.take(session, request);
    if (!file) return {};
    const content = await readBeside(file.bytes, file.format, bounds);
    const { incoming, problems, problemCount } = await slices.long(
      session.person,
      resolvingDrafts(session.community, content, directory),
    );
    if (problems.length > 0) return tell(problems, problemCount);
    const taken = await lists.takeIn(session, incoming, { key, command: commandOf(file.bytes) });
    if (!taken.version) return tell(taken.problems);
    const { version, added, changed, unchanged } = taken;
    return { version, added, changed, unchanged };
  };

  const ends = (session: Session): void => {
    uploads.drop(session);
    downloads.drop(session);
  };

  return {
    name: "contact",
    admin,
    routes: [
      route(contactList, { rate: "read", heavy: true }, (session, { held }, context) =>
        lists.list(session, held, context),
      ),
      route(contactEdit, { rate: "write" }, async (session, { edits, base }, { key, payload }) => {
        if (edits.length > limits.watchBatch)
          throw new Refusal(
            Code.TOO_MANY,
            `One command has at most ${limits.watchBatch} edits. Import a file instead.`,
          );
        const checked = await checkEdits(session, edits, directory, () => lists.read(session, (records) => records));
        return { version: await lists.edit(session, { edits: checked, base, key, command: commandOf(payload) }) };
      }),
      route(contactImport, { rate: "write", heavy: true }, (session, request, { key }) =>
        takeIn(session, request, key),
      ),
      route(contactExport, { rate: "read", heavy: true }, async (session, { format, part }) => {
        if (part > 0) return downloads.part(session, part);
        const written = formatOf(format);
        const { community } = session;
        const names: NameLookup = {
          addressOf: (person) => fill.addressOf(community, person),
          nameOf: (kind, target) => fill.nameOf(community, kind, target),
        };
        const text = await lists.read(session, (records) =>
          slices.long(session.person, writingContacts(records, written, names)),
        );
        return downloads.begin(session, Buffer.from(text));
      }),
    ],
    gauges: [
      { name: "contact_lists", help: "Contact lists that somebody follows.", value: () => lists.count },
      { name: "contact_upload_bytes", help: "Bytes of contact files that are coming in.", value: () => uploads.bytes },
    ],
    detached: ends,
    closed: ends,
    async stop() {
      endDirectory();
      uploads.stop();
      downloads.stop();
    },
  };
}
