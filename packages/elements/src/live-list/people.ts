import type { Client, Watchable, WatchedGroup } from "@livename/client";
import type { ListedPerson } from "./order.ts";

/** Loading state of a list. */
export type ListState =
  | { readonly name: "idle" }
  | { readonly name: "loading" }
  | { readonly name: "shown"; readonly people: readonly ListedPerson[]; readonly title: string }
  | { readonly name: "failed"; readonly reason: "no-such-group" | "refused" };

/** The attributes that choose the people. */
export interface ListSubject {
  /** Addresses or ids, separated by commas or spaces. */
  readonly people: string;
  readonly group: string;
  readonly document: string;
}

/** What to watch for these attributes, in their order. */
export function watchablesOf({ people, group, document }: ListSubject): Watchable[] {
  return [
    ...people.split(/[\s,;]+/).filter((one) => one !== ""),
    ...(group.trim() === "" ? [] : [{ group: group.trim() }]),
    ...(document.trim() === "" ? [] : [{ document: document.trim() }]),
  ];
}

/**
 * Follows the people a list asks for, with their names.
 *
 * @param changed called at first and after changes, at most once in each task
 * @returns ends it
 */
export function followPeople(client: Client, subject: ListSubject, changed: (state: ListState) => void): () => void {
  const wanted = watchablesOf(subject);
  if (wanted.length === 0) {
    changed({ name: "idle" });
    return () => {};
  }
  const names = new Map<string, string>();
  const alone = wanted.filter((one) => typeof one === "string");
  const watch = client.presence.watch(wanted);
  let open = true;
  let scheduled = false;

  const tell = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      if (open) changed(stateOf());
    });
  };
  const stateOf = (): ListState => {
    const { groups } = watch;
    for (const { members } of groups) for (const { id, name } of members) names.set(id, name);
    const known = watch.people.filter(({ status }) => status === "known");
    const isWaiting = [...groups, ...watch.people].some(({ status }) => status === "pending");
    const failed = groups.find(({ status }) => status === "refused" || status === "no-such-group");
    if (known.length === 0 && isWaiting) return { name: "loading" };
    if (known.length === 0 && failed) return { name: "failed", reason: reasonOf(failed) };
    const people = known.map(({ id = "", person, presence }) => ({
      ...{ id, person, presence },
      name: names.get(id) || names.get(person.toLowerCase()) || person,
    }));
    return { name: "shown", people: unique(people), title: groups[0]?.name ?? "" };
  };

  watch.on("change", tell);
  watch.on("group", tell);
  // Without the directory's names, the list shows addresses.
  client.directory.get(alone).then(
    (people) => {
      people.forEach((person, index) => {
        if (person) names.set(alone[index]!.toLowerCase(), person.name);
      });
      tell();
    },
    () => {},
  );
  tell();
  return () => {
    open = false;
    watch.close();
  };
}

const reasonOf = ({ status }: WatchedGroup): "no-such-group" | "refused" =>
  status === "no-such-group" ? status : "refused";

/** One person may be listed by two addresses. */
function unique(people: readonly ListedPerson[]): ListedPerson[] {
  return [...new Map(people.map((one) => [one.id || one.person, one])).values()];
}
