/** A group as everybody sees it. Its id is a short name ("sales") or a web address spelled as that of a place (L1). */
export interface GroupRecord {
  readonly id: string;
  readonly name: string;
  /** Ids of people, each once: groups inside it are dissolved, people who are not active left out. */
  readonly members: ReadonlySet<string>;
}

/** Which group changed: `members` that came or went; both empty when it was only renamed. `gone`: it is no more. */
export interface GroupChange {
  readonly community: string;
  readonly group: string;
  readonly entered: readonly string[];
  readonly left: readonly string[];
  readonly gone: boolean;
}

/** The groups of a community, in memory beside its people: privacy asks for memberships on the hot path. */
export interface Groups {
  find(community: string, id: string): GroupRecord | undefined;
  /** Whether the person is a member, through other groups too. False when there is no such group. */
  has(community: string, group: string, person: string): boolean;
  /** Ids of the groups that the person is a member of. */
  of(community: string, person: string): readonly string[];
  /** Called after a change, when the new membership can already be read. Returns the function that ends it. */
  onChange(listener: (change: GroupChange) => void): () => void;
}
