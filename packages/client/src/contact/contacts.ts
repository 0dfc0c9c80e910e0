import { contactChanged, contactEdit, contactList } from "@livename/wire/calls";
import type { ContactEditInit, ContactListReply, Contact as WireContact } from "@livename/wire/contact";
import type { ScopeVersion } from "@livename/wire/log";
import { batches, FRAME_BYTES } from "../batches.ts";
import type { Core } from "../core.ts";
import { type LivenameError, Refused } from "../errors.ts";
import { createEvents, type Events } from "../events.ts";
import { randomKey } from "../key.ts";
import type { PresenceService } from "../presence/index.ts";
import { editBytes, idsFor, prepare } from "./edits.ts";
import { createTransfer } from "./transfer.ts";
import { buildTree } from "./tree.ts";
import type { Contact, ContactEdit, ContactEvents, ContactList, ContactService } from "./types.ts";
import { watchContacts } from "./watch.ts";

/** So many together, so that the fields of one command stay within their bound (F13). */
const EDITS = 400;
/** How often an edit is made anew when other devices are faster. */
const TRIES = 5;

const isSame = (one: ScopeVersion | undefined, other: ScopeVersion | undefined): boolean =>
  one?.epoch === other?.epoch && one?.version === other?.version;

/** The scope of one's contacts, once in this client; each caller has a handle of its own. */
export function loadContacts(core: Core, presence: PresenceService): ContactService & { stop(): void } {
  const { channel, report } = core;
  const handles = new Map<ContactList, Events<ContactEvents>>();
  const registers = new Map<string, WireContact>();
  const transfer = createTransfer(core);
  let version: ScopeVersion | undefined;
  let tree = buildTree(registers);
  let loading: Promise<void> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const apply = (
    next: ScopeVersion | undefined,
    contacts: readonly WireContact[],
    removed: readonly string[],
  ): void => {
    version = next;
    for (const id of removed) registers.delete(id);
    for (const contact of contacts) registers.set(contact.id, contact);
    tree = buildTree(registers);
    for (const [list, events] of [...handles]) events.emit("change", { contacts: list });
  };

  const take = ({ version: next, contacts, removed, complete }: ContactListReply): void => {
    if (!complete && contacts.length + removed.length === 0 && isSame(version, next)) return;
    if (complete) registers.clear();
    apply(next, contacts, removed);
  };

  const ask = (scope: "kept" | "connection"): Promise<void> =>
    channel.call(contactList, { held: version }, { scope }).then(take);

  const load = (): Promise<void> => {
    loading ??= ask("kept").catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  const stop = channel.follow(() => {
    if (version) ask("connection").catch(() => {});
  });
  channel.push(contactChanged, (push) => {
    if (!version || isSame(push.version, version)) return;
    if (isSame(push.base, version)) apply(push.version, push.contacts, push.removed);
    else ask("connection").catch(() => {});
  });

  const send = async (edits: readonly ContactEditInit[], base: ScopeVersion | undefined): Promise<void> => {
    const reply = await channel.call(contactEdit, { edits, base }, { key: randomKey() });
    // Its push comes before the answer; when it went another way, the difference is asked for.
    if (!isSame(reply.version, version)) await ask("kept");
  };

  const change = async (wanted: readonly ContactEdit[], ids: readonly string[], tries: number): Promise<void> => {
    const { edits } = prepare(registers, wanted, ids);
    const { watchBatch, frameBytes } = channel.limits;
    const size = frameBytes - FRAME_BYTES;
    const [first, ...others] = batches(edits, Math.min(EDITS, watchBatch), size, editBytes);
    if (!first) return;
    try {
      await send(first, version);
    } catch (error) {
      if ((error as LivenameError).code !== "stale" || tries <= 1) throw error;
      await ask("kept");
      await change(wanted, ids, tries - 1);
      return;
    }
    // They cannot be made anew, as what came before them is done: of each entry the newest wins (K6).
    for (const batch of others) await send(batch, undefined);
  };

  const edit = (wanted: readonly ContactEdit[]): Promise<readonly string[]> => {
    const ids = idsFor(wanted);
    // Each builds on the one before it; two at a time would refuse each other as stale.
    const next = turn.then(() => change(wanted, ids, TRIES));
    turn = next.catch(() => {});
    return next.then(() => ids.filter((id) => id !== ""));
  };

  const add = async (wanted: ContactEdit): Promise<Contact> => {
    const [id = ""] = await edit([wanted]);
    const added = tree.byId.get(id);
    if (!added) throw new Refused("gone", "What was added was removed at once by another device.");
    return added;
  };

  return {
    async open() {
      await load();
      const events = createEvents<ContactEvents>(report);
      const list: ContactList = {
        get entries() {
          return tree.entries;
        },
        get tree() {
          return tree.top;
        },
        get: (id) => tree.byId.get(id),
        add: (target, details) => add({ ...details, add: "person", target }),
        addGroup: (target, details) => add({ ...details, add: "group", target }),
        addFolder: (name, details) => add({ ...details, add: "folder", name }),
        rename: async (rename, name) => void (await edit([{ rename, name }])),
        setNote: async (note, text) => void (await edit([{ note, text }])),
        move: async (move, place) => void (await edit([{ ...place, move }])),
        remove: async (remove) => void (await edit([{ remove }])),
        edit,
        async import(...args) {
          const { version: next, added, changed, unchanged } = await transfer.send(...args);
          if (!isSame(next, version)) await ask("kept");
          return { added, changed, unchanged };
        },
        export: transfer.fetch,
        watch: () => watchContacts(list, presence),
        on: events.on,
        close() {
          events.clear();
          handles.delete(list);
        },
      };
      handles.set(list, events);
      return list;
    },
    stop,
  };
}
