import type { PresenceService, Watch, Watchable } from "../presence/index.ts";
import type { Contact, ContactList } from "./types.ts";

/** Watches everybody in a list, and follows changes of the list. */
export function watchContacts(list: Pick<ContactList, "entries" | "on">, presence: PresenceService): Watch {
  const wanted = (): Map<string, Watchable> => new Map(list.entries.flatMap(targetOf));
  let held = wanted();
  const watch = presence.watch([...held.values()]);
  const stop = list.on("change", () => {
    const now = wanted();
    const gone = [...held].flatMap(([key, target]) => (now.has(key) ? [] : target));
    const fresh = [...now].flatMap(([key, target]) => (held.has(key) ? [] : target));
    held = now;
    if (gone.length > 0) watch.remove(gone);
    if (fresh.length > 0) watch.add(fresh);
  });
  const close = (): void => {
    stop();
    watch.close();
  };
  return Object.create(watch, { close: { value: close } }) as Watch;
}

/** What to watch for an entry, with a key: a person in several folders is watched once. */
function targetOf({ kind, target }: Contact): [string, Watchable][] {
  if (kind === "folder") return [];
  return [[`${kind} ${target}`, kind === "person" ? target : { group: target }]];
}
