import { ContactKind } from "@livename/wire/contact";
import type { Groups } from "../../people/groups.ts";
import type { People } from "../../people/people.ts";
import type { Log } from "../../process/log.ts";
import type { Clock } from "../../time/clock.ts";
import type { Lists } from "./lists.ts";
import { targetKey } from "./shares.ts";

interface Gathered {
  /** People and groups that the directory shows differently. */
  readonly targets: Set<string>;
  /** People for whom other shares count now. */
  readonly owners: Set<string>;
}

/**
 * Brings lists that are followed in step with the directory. What changes within a tick is looked at together, list
 * after list, so that an import of everybody does not keep the server. Returns the function that ends it.
 */
export function followDirectory(options: {
  readonly people: People;
  readonly groups: Groups;
  readonly clock: Clock;
  readonly log: Pick<Log, "error">;
  readonly lists: Lists;
  readonly tickMs: number;
}): () => void {
  const { people, groups, clock, log, lists, tickMs } = options;
  let gathered = new Map<string, Gathered>();
  let cancel: (() => void) | undefined;

  const review = async (batch: ReadonlyMap<string, Gathered>): Promise<void> => {
    for (const [community, { targets, owners }] of batch) {
      for (const owner of lists.showing(community, targets)) await lists.review(owner, targets);
      for (const owner of lists.followed(community)) if (owners.has(owner.person)) await lists.review(owner);
    }
  };
  const of = (community: string): Gathered => {
    const known = gathered.get(community) ?? { targets: new Set(), owners: new Set() };
    gathered.set(community, known);
    cancel ??= clock.after(tickMs, () => {
      cancel = undefined;
      const batch = gathered;
      gathered = new Map();
      review(batch).catch((err: unknown) => log.error({ err }, "contact lists could not follow the directory"));
    });
    return known;
  };

  const endPeople = people.onChange((community, person) => void of(community).targets.add(person));
  const endGroups = groups.onChange(({ community, group, entered, left }) => {
    const { targets, owners } = of(community);
    targets.add(targetKey(ContactKind.GROUP, group));
    for (const person of [...entered, ...left]) owners.add(person);
  });
  return () => {
    endPeople();
    endGroups();
    cancel?.();
  };
}
