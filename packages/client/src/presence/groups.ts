import { codeName } from "@livename/wire";
import { presenceGroupChanged, presenceUnwatchGroup, presenceWatchGroup } from "@livename/wire/calls";
import type { GroupWatchResult, PresenceEntry, GroupMember as WireMember } from "@livename/wire/presence";
import { batches, FRAME_BYTES, textBytes } from "../batches.ts";
import type { Core } from "../core.ts";
import { type Follower, type Held, ITEM_BYTES, memberKey } from "./register.ts";
import type { Registers } from "./registers.ts";
import { PENDING, type Source, type SourceListener, type Sources } from "./source.ts";
import type { GroupMember } from "./types.ts";

/** A group, once in this client, whoever follows. */
interface Group extends Source {
  /** As it was asked for. */
  readonly asked: string;
  /** As the server spells it. */
  id: string;
  /** Of the membership; 0 while nothing is held. */
  version: number;
  /** Whether this connection knows of it. */
  sent: "no" | "asked" | "yes";
  state: Source["state"];
  readonly held: Map<string, Held>;
  readonly listeners: Set<SourceListener>;
  readonly follower: Follower;
}

/** Groups of one command (P25). */
const GROUPS = 10;

/** The groups that the watches of this client follow, and their way to the server and back. */
export function createGroups({ channel }: Core, registers: Registers): Sources & { stop(): void } {
  const groups = new Map<string, Group>();
  const touched = new Set<Group>();
  let attached = false;
  let asking = 0;
  let scheduled = false;

  const tell = (group: Group, state: Source["state"]): void => {
    group.state = state;
    for (const listener of [...group.listeners]) listener.changed(group);
  };

  /** Members as they are now; who is new is joined before anybody hears of it, and told after. */
  const change = (group: Group, state: Source["state"], presences: readonly PresenceEntry[]): void => {
    const now = new Set(state.members.map(({ id }) => id));
    const left = [...group.held.keys()].filter((id) => !now.has(id));
    for (const id of left) group.held.delete(id);
    for (const { id, address } of state.members) {
      if (!group.held.has(id)) group.held.set(id, registers.join(id, address || id, group.follower));
    }
    tell(group, state);
    registers.remove(left.map(memberKey), group.follower);
    registers.tell(presences);
    registers.confirm(now);
  };

  const refuse = (group: Group, reason: string): void => {
    group.version = 0;
    const status = reason === "no-such-group" ? reason : "refused";
    change(group, { ...PENDING, status, ...(status === "refused" && { reason }) }, []);
  };

  const take = (group: Group, result: GroupWatchResult): void => {
    const { code, version, name, total } = result;
    group.sent = "yes";
    if (group.listeners.size === 0) touched.add(group);
    group.id = result.group || group.id;
    if (code) refuse(group, codeName(code));
    else {
      const members = version === group.version ? group.state.members : result.members.map(readMember);
      group.version = version;
      change(group, { status: "known", name, total, members }, result.presences);
    }
  };

  const ask = (batch: readonly Group[]): void => {
    asking++;
    let people = channel.limits.watchBatch;
    let bytes = channel.limits.frameBytes - FRAME_BYTES - batch.reduce((sum, group) => sum + sizeOf(group), 0);
    const items = batch.map((group) => {
      group.sent = "asked";
      // As many as fit; of the others the server tells what is known already.
      const known: { person: string; held: number }[] = [];
      for (const [person, { version }] of group.held) {
        const size = textBytes(person) + ITEM_BYTES;
        if (version === 0) continue;
        if (people === 0 || bytes < size) break;
        known.push({ person, held: version });
        people--;
        bytes -= size;
      }
      return { group: group.asked, held: group.version, known };
    });
    channel
      .call(presenceWatchGroup, { items }, { scope: "connection", timeoutMs: Number.POSITIVE_INFINITY })
      .then(
        ({ results }) => {
          batch.forEach((group, index) => {
            const result = results[index];
            if (result) take(group, result);
          });
        },
        ({ code }: { code: string }) => {
          if (code === "connection-lost" || code === "closed") return;
          for (const group of batch) {
            group.sent = "no";
            refuse(group, code);
          }
        },
      )
      .then(() => {
        asking--;
        schedule();
      });
  };

  const askAll = (all: Iterable<Group>): void => {
    const wanted = [...all].filter(({ listeners }) => listeners.size > 0);
    const { frameBytes } = channel.limits;
    for (const batch of batches(wanted, GROUPS, frameBytes - FRAME_BYTES, sizeWithMembers)) ask(batch);
  };

  const forget = (gone: readonly Group[]): void => {
    const ids: string[] = [];
    for (const group of gone) {
      groups.delete(group.asked);
      registers.remove([...group.held.keys()].map(memberKey), group.follower);
      const others = [...groups.values()].some(({ id }) => id === group.id);
      if (group.sent === "yes" && !others) ids.push(group.id);
      group.sent = "no";
    }
    if (!attached || ids.length === 0) return;
    for (const batch of batches(ids, GROUPS)) {
      channel.call(presenceUnwatchGroup, { groups: batch }, { scope: "connection" }).catch(() => {});
    }
    registers.retry();
  };

  const flush = (): void => {
    scheduled = false;
    if (attached) askAll([...touched].filter(({ sent }) => sent === "no"));
    // What is being asked for may be another spelling of a group that is left here: wait for the answer.
    const waits = attached && asking > 0;
    const gone = [...touched].filter(({ listeners }) => listeners.size === 0);
    touched.clear();
    if (waits) for (const group of gone) touched.add(group);
    else forget(gone);
  };

  const schedule = (): void => {
    if (scheduled || touched.size === 0) return;
    scheduled = true;
    queueMicrotask(flush);
  };

  const stop = channel.follow(
    () => {
      attached = true;
      forget([...groups.values()].filter(({ listeners }) => listeners.size === 0));
      touched.clear();
      askAll(groups.values());
    },
    () => {
      attached = false;
      for (const group of groups.values()) group.sent = "no";
    },
  );

  channel.push(presenceGroupChanged, (push) => {
    for (const group of [...groups.values()]) {
      if (group.id !== push.group || group.sent !== "yes") continue;
      if (push.gone) refuse(group, "no-such-group");
      else if (push.base !== group.version) ask([group]);
      else {
        const { version, name, total } = push;
        group.version = version;
        const members = changed(group.state.members, push.entered, push.left);
        change(group, { status: "known", name: name || group.state.name, total, members }, push.presences);
      }
    }
  });

  // Members beyond the bound of people watched are watched by asking again when there is room.
  registers.whenRoom(() => {
    for (const group of groups.values()) {
      if (group.sent !== "yes" || ![...group.held.values()].some(({ watched }) => watched.status === "refused"))
        continue;
      group.sent = "no";
      touched.add(group);
    }
    schedule();
  });

  const make = (asked: string, former: Source | undefined): Group => {
    const listeners = new Set<SourceListener>();
    const follower: Follower = (key, watched, previous) => {
      for (const listener of [...listeners]) listener.person(key.trim(), watched, previous);
    };
    const { state = PENDING, held = new Map(), version = 0, id = asked } = (former as Group | undefined) ?? {};
    const group: Group = { asked, id, version, sent: "no", state, held: new Map(held), listeners, follower };
    for (const { id, address } of state.members) {
      group.held.set(id, registers.join(id, address || id, follower, group.held.get(id)));
    }
    return group;
  };

  return {
    follow(name, listener, former) {
      const asked = name.trim();
      const group = groups.get(asked) ?? make(asked, former);
      groups.set(asked, group);
      group.listeners.add(listener);
      touched.add(group);
      schedule();
      return group;
    },
    unfollow(source, listener) {
      const group = source as Group;
      group.listeners.delete(listener);
      if (group.listeners.size === 0) touched.add(group);
      schedule();
    },
    stop,
  };
}

function readMember({ person, address, name }: WireMember): GroupMember {
  return { id: person, address, name };
}

/** Who left goes, who entered stands by name among the others, whose order is the server's. */
function changed(
  members: readonly GroupMember[],
  entered: readonly WireMember[],
  left: readonly string[],
): GroupMember[] {
  const gone = new Set([...left, ...entered.map(({ person }) => person)]);
  const now = members.filter(({ id }) => !gone.has(id));
  for (const member of entered.map(readMember)) {
    const at = now.findIndex(({ name }) => name.localeCompare(member.name) > 0);
    now.splice(at < 0 ? now.length : at, 0, member);
  }
  return now;
}

const sizeOf = ({ asked }: Group): number => textBytes(asked) + ITEM_BYTES;
const sizeWithMembers = (group: Group): number =>
  [...group.held.keys()].reduce((sum, id) => sum + textBytes(id) + ITEM_BYTES, sizeOf(group));
