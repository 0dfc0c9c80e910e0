import { contactChanged, contactEdit, contactList } from "@livename/wire/calls";
import type { ContactEditInit, ContactListReply, Contact as WireContact } from "@livename/wire/contact";
import type { ScopeVersion } from "@livename/wire/log";
import { batches, FRAME_BYTES } from "../batches.ts";
import { type LivenameError, Refused } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import { createFollow } from "../kernel/follow.ts";
import { createHandles } from "../kernel/handles.ts";
import { applyDifference, emptyScope, isSameVersion } from "../kernel/scope.ts";
import { createTurns } from "../kernel/turns.ts";
import { randomKey } from "../key.ts";
import type { PresenceService } from "../presence/index.ts";
import { editBytes, idsFor, prepare } from "./edits.ts";
import { createTransfer } from "./transfer.ts";
import { buildTree } from "./tree.ts";
import type { Contact, ContactEdit, ContactEvents, ContactList, ContactService } from "./types.ts";
import { watchContacts } from "./watch.ts";

/** Edits in one command, so that its fields stay within their bound (F13). */
const EDITS = 400;
/** How often an edit is tried when other devices are faster. */
const TRIES = 5;

/** The scope of the contact list, shared in this client. Each caller has its own handle. */
export function loadContacts(context: FeatureContext, presence: PresenceService): ContactService & { stop(): void } {
  const { channel, report } = context;
  const handles = createHandles<ContactList, ContactEvents>(report);
  const transfer = createTransfer(context);
  const inTurn = createTurns();
  let scope = emptyScope<WireContact>();
  let tree = buildTree(scope.registers);

  const take = (
    version: ScopeVersion | undefined,
    contacts: readonly WireContact[],
    removed: readonly string[],
    complete = false,
  ): void => {
    if (!complete && contacts.length + removed.length === 0 && isSameVersion(scope.version, version)) return;
    const changed = contacts.map((contact) => [contact.id, contact] as const);
    scope = applyDifference(scope, { version, changed, removed, complete });
    tree = buildTree(scope.registers);
    handles.emit("change", (list) => ({ contacts: list }));
  };

  const follow = createFollow({
    context,
    call: contactList,
    request: () => ({ held: scope.version }),
    take: ({ version, contacts, removed, complete }: ContactListReply) => take(version, contacts, removed, complete),
  });
  channel.onPush(contactChanged, ({ base, version, contacts, removed }) => {
    if (!follow.begun || isSameVersion(version, scope.version)) return;
    if (isSameVersion(base, scope.version)) take(version, contacts, removed);
    else follow.catchUp();
  });

  const send = async (edits: readonly ContactEditInit[], base: ScopeVersion | undefined): Promise<void> => {
    const reply = await channel.call(contactEdit, { edits, base }, { key: randomKey() });
    // The push comes before the answer. If it did not give this version, request the difference.
    if (!isSameVersion(reply.version, scope.version)) await follow.refresh();
  };

  const change = async (wanted: readonly ContactEdit[], ids: readonly string[], tries: number): Promise<void> => {
    const { edits } = prepare(scope.registers, wanted, ids);
    const { watchBatch, frameBytes } = channel.limits;
    const size = frameBytes - FRAME_BYTES;
    const [first, ...others] = batches(edits, Math.min(EDITS, watchBatch), size, editBytes);
    if (!first) return;
    try {
      await send(first, scope.version);
    } catch (error) {
      if ((error as LivenameError).code !== "stale" || tries <= 1) throw error;
      await follow.refresh();
      await change(wanted, ids, tries - 1);
      return;
    }
    // These cannot be refused as stale, because the batches before them are done: the newest put wins (K6).
    for (const batch of others) await send(batch, undefined);
  };

  const edit = (wanted: readonly ContactEdit[]): Promise<readonly string[]> => {
    const ids = idsFor(wanted);
    // One at a time, because each is based on the one before: two together would make one of them stale.
    return inTurn(() => change(wanted, ids, TRIES)).then(() => ids.filter((id) => id !== ""));
  };

  const add = async (wanted: ContactEdit): Promise<Contact> => {
    const [id = ""] = await edit([wanted]);
    const added = tree.byId.get(id);
    if (!added) throw new Refused("gone", "Another device has already removed the new entry.");
    return added;
  };

  return {
    async open() {
      await follow.begin();
      return handles.add((on, close) => {
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
            if (!isSameVersion(next, scope.version)) await follow.refresh();
            return { added, changed, unchanged };
          },
          export: transfer.fetch,
          watch: () => watchContacts(list, presence),
          on,
          close,
        };
        return list;
      });
    },
    stop: follow.stop,
  };
}
