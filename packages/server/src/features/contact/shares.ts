import { createHash } from "node:crypto";
import { ContactKind } from "@livename/wire/contact";
import { type Sliced, slices } from "../../kernel/slices.ts";
import type { Groups } from "../../people/groups.ts";
import { type Incoming, merging } from "./merge.ts";
import type { ContactRecord, ContactShare, ContactStore } from "./storage/contract.ts";

/** Begins the ids of shared entries; nobody may give such an id to an entry of their own. */
export const SHARED_PREFIX = "shared.";

/** A share with its entries, made once and held by every list that shows it. */
export interface Share extends Omit<ContactShare, "content"> {
  readonly entries: readonly Incoming[];
  /** As they stand in a list that is kept in step. */
  readonly records: readonly ContactRecord[];
}

/** What an administrator gives to many, by community. Lists ask here when they are read; nothing is written for each. */
export class Shares {
  readonly #store: ContactStore;
  readonly #groups: Groups;
  readonly #communities = new Map<string, readonly Share[]>();

  constructor(store: ContactStore, groups: Groups) {
    this.#store = store;
    this.#groups = groups;
  }

  /** Reads the shares of the community again. */
  async reload(community: string): Promise<void> {
    const shares = await this.#store.shares(community);
    const before = new Map((this.#communities.get(community) ?? []).map((share) => [share.serial, share]));
    const made: Share[] = [];
    for (const share of shares) made.push(before.get(share.serial) ?? (await slices.long("", makingShare(share))));
    this.#communities.set(community, made);
  }

  all(community: string): readonly Share[] {
    return this.#communities.get(community) ?? [];
  }

  /** Those of one mode that are for this person, in the order in which they were given. */
  of(community: string, person: string, mode: ContactShare["mode"]): readonly Share[] {
    const shares = this.#communities.get(community);
    return shares?.filter((share) => share.mode === mode && this.#isFor(share, community, person)) ?? [];
  }

  #isFor({ audience, audienceId }: Share, community: string, person: string): boolean {
    switch (audience) {
      case "everybody":
        return true;
      case "group":
        return this.#groups.has(community, audienceId, person);
      case "person":
        return audienceId === person;
    }
  }
}

function* makingShare({ content, ...share }: ContactShare): Sliced<Share> {
  const entries = JSON.parse(content) as Incoming[];
  // The same entry has the same id when the share is put again, so that lists see what changed and no more.
  const { puts } = yield* merging([], entries, (path, _, key) => idOf([share.name, ...path, key]));
  return { ...share, entries, records: puts };
}

function idOf(place: readonly string[]): string {
  return SHARED_PREFIX + createHash("sha256").update(JSON.stringify(place)).digest("base64url").slice(0, 22);
}

/** People and groups that the records name, each once. */
export function targetsOf(records: readonly ContactRecord[]): string[] {
  const targets = new Set<string>();
  for (const { kind, target } of records) if (kind !== ContactKind.FOLDER) targets.add(targetKey(kind, target));
  return [...targets];
}

/** Ids of groups and people are of one alphabet. */
export function targetKey(kind: ContactKind, target: string): string {
  return kind === ContactKind.GROUP ? `group ${target}` : target;
}
