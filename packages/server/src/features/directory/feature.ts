import type { WireLimits } from "@livename/wire";
import type { DirectoryMatchInit, DirectoryResultInit } from "@livename/wire/directory";
import { Code } from "@livename/wire/frame";
import {
  directoryBrowse,
  directoryChart,
  directoryGet,
  directoryResolve,
  directorySearch,
  directorySetGroup,
} from "@livename/wire/handlers";
import type { Feature, Session } from "../../kernel/feature.ts";
import { replyOf } from "../../kernel/in-parts.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { route } from "../../kernel/route.ts";
import { mapping, slices } from "../../kernel/slices.ts";
import type { DirectoryStore } from "../../people/finder/contract.ts";
import { groupOrder } from "../../people/group-order.ts";
import type { LoadedGroups } from "../../people/groups-index.ts";
import type { People } from "../../people/people.ts";
import type { AliasStore, GroupStore, PersonRecord } from "../../people/storage/contract.ts";
import type { ViewOf } from "../../people/view.ts";
import type { Photos } from "../../photo/photos.ts";
import type { Log } from "../../process/log.ts";
import type { SignedAddresses } from "../../signed-address/signed-addresses.ts";
import { applicationName, normalAlias } from "../../text/alias.ts";
import { Browsing } from "./browse.ts";
import { createCards } from "./cards.ts";
import { groupSetter } from "./group-setter.ts";
import { Searches } from "./searches.ts";

/** An id, an address or a name; longer ones name nobody. */
const NAME_CHARS = 320;
const SEARCHED = 20;
const MAX_SEARCHED = 100;
const MATCHES = 10;
const REPORTS = 100;
/** How long clients may go by an answer to names (D16). */
const KEEP_MS = 5 * 60_000;
/** Names that are looked up in one go. */
const FEW = 50;

export interface DirectoryOptions {
  readonly finder: DirectoryStore;
  readonly aliases: AliasStore;
  readonly groupStore: Pick<GroupStore, "keys" | "setByApplication">;
  readonly people: People;
  readonly groups: LoadedGroups;
  /** Photos given as files; they go before what an import names. */
  readonly photos?: Photos | undefined;
  /** Those that cards give for them. */
  readonly addresses?: SignedAddresses | undefined;
  readonly view: ViewOf;
  readonly communities: readonly string[];
  readonly log: Pick<Log, "error">;
  readonly limits: Pick<WireLimits, "watchBatch">;
}

/** A server that starts waits no longer for the index of a large community, which is searched when that is ready. */
const PATIENCE_MS = 2_000;

/** Who there is: cards, search, departments, groups and the chart. */
export async function createDirectory(options: DirectoryOptions): Promise<Feature> {
  const { finder, aliases, groupStore, people, groups, limits, communities, log } = options;
  let stopped = false;
  const opening = finder.open(communities);
  opening.catch((err: unknown) => {
    if (!stopped) log.error({ err }, "nobody can be searched for: the directory could not be read");
  });
  await settledWithin(opening, PATIENCE_MS);
  const cards = createCards(options);
  const searches = new Searches(finder);
  const browsing = new Browsing({ store: finder, groups, order: groupOrder(people, groups), cards });

  const checkBatch = (count: number): void => {
    if (count > limits.watchBatch)
      throw new Refusal(Code.TOO_MANY, `One command names at most ${limits.watchBatch} people. Send several commands.`);
  };
  const isName = (asked: string): boolean => asked !== "" && asked.length <= NAME_CHARS;

  const get = (session: Session, asked: string): DirectoryResultInit => {
    if (!isName(asked)) return { code: Code.INVALID };
    const record = people.resolve(session.community, asked);
    return record ? { person: cards.of(session, record) } : { code: Code.NO_SUCH_PERSON };
  };

  /** Who is named by id or address, "Amy Currie <amy@example.com>" too. */
  const named = (session: Session, written: string): PersonRecord | undefined =>
    people.resolve(session.community, addressIn(written));

  const resolve = async (session: Session, names: readonly string[]) => {
    const find = (written: string): PersonRecord | undefined => (isName(written) ? named(session, written) : undefined);
    const records = names.length <= FEW ? names.map(find) : await slices.long(session.person, mapping(names, find));
    const open = names.filter((written, at) => isName(written) && !records[at]);
    // No answer has more cards than one to `get`: each costs a view, and the answer has to fit what clients take.
    const each = Math.min(MATCHES, Math.floor(limits.watchBatch / names.length));
    const found = open.length > 0 ? await finder.resolve(session.community, open, each, session.person) : [];
    let next = 0;
    const match = (written: string, at: number): DirectoryMatchInit => {
      if (!isName(written)) return { code: Code.INVALID };
      const record = records[at];
      if (record) return { people: [cards.of(session, record)] };
      const { ids, more } = found[next++]!;
      return { people: cards.all(session, ids), more };
    };
    return replyOf(names, match, (matches) => ({ matches, keepMs: KEEP_MS }));
  };

  /** Whom an application calls so, and nobody who only has such a name. */
  const resolveAliases = async (session: Session, application: string, names: readonly string[]) => {
    const read = (written: string): string | undefined => (isName(written) ? normalAlias(written) : undefined);
    const asked = names.length <= FEW ? names.map(read) : await slices.long(session.person, mapping(names, read));
    const open = asked.filter((alias) => alias !== undefined);
    const ids = open.length > 0 ? await aliases.resolve(session.community, application, open) : [];
    let next = 0;
    const match = (alias: string | undefined): DirectoryMatchInit => {
      if (alias === undefined) return { code: Code.INVALID };
      const id = ids[next++];
      return { people: id === undefined ? [] : cards.all(session, [id]) };
    };
    return replyOf(asked, match, (matches) => ({ matches, keepMs: KEEP_MS }));
  };

  return {
    name: "directory",
    routes: [
      route(directoryGet, { rate: "read" }, (session, request) => {
        checkBatch(request.people.length);
        return replyOf(
          request.people,
          (asked) => get(session, asked),
          (results) => ({ results }),
        );
      }),
      route(directorySearch, { rate: "read", heavy: true }, async (session, { query, limit }) => {
        const found = await searches.search(session, query, Math.min(limit || SEARCHED, MAX_SEARCHED));
        const addressed = query.includes("@") && isName(query) ? named(session, query) : undefined;
        const others = addressed ? found.ids.filter((id) => id !== addressed.id) : found.ids;
        const ids = addressed ? [addressed.id, ...others] : others;
        return { people: cards.all(session, ids), more: found.more };
      }),
      route(directoryResolve, { rate: "read", heavy: true, workBytes: 1_024 }, (session, { names, application }) => {
        checkBatch(names.length);
        if (application === "") return resolve(session, names);
        const known = applicationName(application);
        if (known !== undefined) return resolveAliases(session, known, names);
        throw new Refusal(Code.INVALID, `"${application.slice(0, 60)}" is no name of an application. Take a word.`);
      }),
      route(directoryBrowse, { rate: "read", heavy: true }, (session, request) => browsing.page(session, request)),
      route(directoryChart, { rate: "read", heavy: true }, async (session, { person, after }) => {
        if (!isName(person)) throw new Refusal(Code.INVALID, "Name the person by id or address.");
        const record = people.resolve(session.community, person);
        const page = { after, limit: REPORTS };
        const chart = record && (await finder.chart(session.community, record.id, page));
        if (!record || !chart) throw new Refusal(Code.NO_SUCH_PERSON, "Nobody has this id or address.");
        const counted = (list: typeof chart.reports) =>
          list.flatMap(({ id, reports }) => cards.all(session, [id]).map((card) => ({ person: card, reports })));
        return {
          person: cards.of(session, record),
          managers: counted(chart.managers),
          reports: counted(chart.reports),
          total: chart.total,
        };
      }),
      route(directorySetGroup, { rate: "write", heavy: true }, groupSetter(groupStore, groups)),
    ],
    stop() {
      stopped = true;
    },
  };
}

/** What stands in angle brackets at the end, or all of it. No pattern: whoever asks may write what makes one slow. */
function addressIn(written: string): string {
  const text = written.trim();
  const opened = text.lastIndexOf("<");
  return opened >= 0 && text.endsWith(">") ? text.slice(opened + 1, -1).trim() : text;
}

/** @throws what the work throws within that time. */
async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, patience]).finally(() => clearTimeout(timer));
}
