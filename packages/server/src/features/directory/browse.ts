import {
  BrowseBy,
  type DirectoryBrowseReplyInit,
  type DirectoryBrowseRequest,
  type DirectorySectionInit,
} from "@livename/wire/directory";
import { Code } from "@livename/wire/frame";
import type { Session } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { type Sliced, slices } from "../../kernel/slices.ts";
import type { DirectoryStore } from "../../people/finder/contract.ts";
import { groupId } from "../../people/group-id.ts";
import { type OrderedGroups, placeIn } from "../../people/group-order.ts";
import type { LoadedGroups } from "../../people/groups-index.ts";
import { fold } from "../../search/fold.ts";
import { inOrder, markAfter, type Ordered, readMark } from "../../search/order.ts";
import { sorted } from "../../search/sorted.ts";
import type { Cards } from "./cards.ts";

const PAGE = 50;
const MAX_PAGE = 100;
const STEPS = 128;

/** Departments and groups, page by page, and the people in them. */
export class Browsing {
  readonly #store: Pick<DirectoryStore, "departments" | "department">;
  readonly #groups: LoadedGroups;
  readonly #order: OrderedGroups;
  readonly #cards: Cards;
  /** Groups of a community in order of name, until one comes, goes or is renamed. */
  readonly #sections = new Map<string, Promise<readonly Ordered[]>>();

  constructor(options: {
    readonly store: Pick<DirectoryStore, "departments" | "department">;
    readonly groups: LoadedGroups;
    readonly order: OrderedGroups;
    readonly cards: Cards;
  }) {
    this.#store = options.store;
    this.#groups = options.groups;
    this.#order = options.order;
    this.#cards = options.cards;
    this.#groups.onListed((community) => void this.#sections.delete(community));
  }

  /** @throws Refusal INVALID, NO_SUCH_GROUP. */
  async page(session: Session, request: DirectoryBrowseRequest): Promise<DirectoryBrowseReplyInit> {
    const { by, in: within, after } = request;
    const page = { after, limit: Math.min(request.limit || PAGE, MAX_PAGE) };
    switch (by) {
      case BrowseBy.DEPARTMENT:
        return within === "" ? this.#departments(session, page) : this.#department(session, within, page);
      case BrowseBy.GROUP:
        return within === "" ? this.#groupList(session, page) : this.#group(session, within, page);
      default:
        throw new Refusal(Code.INVALID, "Browse by department or by group.");
    }
  }

  async #departments(session: Session, page: Page): Promise<DirectoryBrowseReplyInit> {
    const { departments, next, total } = await this.#store.departments(session.community, page);
    return { sections: departments.map(({ name, people }) => ({ id: name, name, people })), next, total };
  }

  async #department(session: Session, name: string, page: Page): Promise<DirectoryBrowseReplyInit> {
    const { ids, next, total } = await this.#store.department(session.community, name, page);
    return { people: this.#cards.all(session, ids), next, total };
  }

  async #groupList({ community }: Session, page: Page): Promise<DirectoryBrowseReplyInit> {
    let listing = this.#sections.get(community);
    if (!listing) {
      listing = slices.long("", this.#listing(community));
      // Dropped when a group comes or goes meanwhile: whoever waits for this one gets the list as it was asked for.
      this.#sections.set(community, listing);
    }
    const all = await listing;
    const { shown, next } = cut(all, page);
    const sections = shown.map(({ id }): DirectorySectionInit => {
      const group = this.#groups.find(community, id);
      return { id, name: group?.name ?? "", people: group?.members.size ?? 0 };
    });
    return { sections, next, total: all.length };
  }

  *#listing(community: string): Sliced<Ordered[]> {
    const found: Ordered[] = [];
    for (const id of this.#groups.ids(community))
      if (found.push({ key: fold(this.#groups.find(community, id)?.name ?? ""), id }) % STEPS === 0) yield;
    const order = yield* sorted(Uint32Array.from(found.keys()), (a, b) => inOrder(found[a]!, found[b]!));
    return Array.from(order, (at) => found[at]!);
  }

  async #group(session: Session, asked: string, page: Page): Promise<DirectoryBrowseReplyInit> {
    const id = groupId(asked) ?? "";
    if (!this.#groups.find(session.community, id))
      throw new Refusal(Code.NO_SUCH_GROUP, "There is no such group. Browse the list of groups for those there are.");
    await this.#order.prepare(session.community, id);
    const all = this.#order.of(session.community, id);
    const { shown, next } = cut(all, page);
    const ids = shown.map((member) => member.id);
    return { people: this.#cards.all(session, ids), next, total: all.length };
  }
}

interface Page {
  readonly after: string;
  readonly limit: number;
}

/** The mark says where the page before ended, whoever has come or gone since. */
function cut(all: readonly Ordered[], { after, limit }: Page): { shown: Ordered[]; next: string } {
  const from = after === "" ? 0 : placeIn(all, readMark(after));
  const shown = all.slice(from, from + limit);
  const last = shown.at(-1);
  return { shown, next: last && from + limit < all.length ? markAfter(last) : "" };
}
