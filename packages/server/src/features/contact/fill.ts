import { hash } from "node:crypto";
import { type ContactInit, ContactKind } from "@livename/wire/contact";
import type { Groups } from "../../people/groups.ts";
import type { People } from "../../people/people.ts";
import { SHARED_PREFIX, type Share, targetKey, targetsOf } from "./shares.ts";
import type { ContactRecord } from "./storage/contract.ts";

interface Given {
  readonly address: string;
  readonly name: string;
}

const NOBODY: Given = { address: "", name: "" };

/** What the directory adds to entries. It is not kept with them, so that nothing is written when somebody moves. */
export class Fill {
  readonly #people: People;
  readonly #groups: Groups;

  constructor(people: People, groups: Groups) {
    this.#people = people;
    this.#groups = groups;
  }

  /** An entry of one's own as it leaves the server. Whoever is deactivated keeps the entry, without address and name. */
  contact(community: string, record: ContactRecord): ContactInit {
    const { address, name } = this.#given(community, targetKey(record.kind, record.target));
    return { ...record, address, givenName: name };
  }

  /** Entries of a share, without people and groups that are no more. */
  shared(community: string, records: readonly ContactRecord[]): ContactInit[] {
    return records
      .map((record) => ({ ...this.contact(community, record), shared: true }))
      .filter(({ kind, address, givenName }) => kind === ContactKind.FOLDER || address !== "" || givenName !== "");
  }

  /**
   * A number of 52 bits for all that a list shows beside what its owner wrote. Versions count within it: with another
   * directory or other shares the list is another one.
   */
  epoch(community: string, storeEpoch: number, targets: readonly string[], shares: readonly Share[]): number {
    const parts: string[] = [String(storeEpoch)];
    for (const target of [...targets].sort()) parts.push(target, this.#text(community, target));
    for (const share of shares) {
      parts.push(SHARED_PREFIX, String(share.serial));
      for (const target of targetsOf(share.records)) parts.push(this.#text(community, target));
    }
    const digest = hash("sha256", parts.join("\n"), "buffer");
    return digest.readUInt32BE(0) * 2 ** 20 + (digest.readUInt32BE(4) >>> 12) || 1;
  }

  addressOf(community: string, person: string): string | undefined {
    return this.#people.resolve(community, person)?.addresses[0];
  }

  nameOf(community: string, kind: ContactKind, target: string): string {
    return this.#given(community, targetKey(kind, target)).name;
  }

  #text(community: string, target: string): string {
    const { address, name } = this.#given(community, target);
    return `${address}\n${name}`;
  }

  #given(community: string, target: string): Given {
    if (target === "") return NOBODY;
    if (target.startsWith("group ")) {
      const group = this.#groups.find(community, target.slice("group ".length));
      return group ? { address: "", name: group.name } : NOBODY;
    }
    const person = this.#people.resolve(community, target);
    return person ? { address: person.addresses[0] ?? "", name: person.name } : NOBODY;
  }
}
