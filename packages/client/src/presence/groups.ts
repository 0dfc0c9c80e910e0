import { codeName } from "@livename/wire";
import { presenceGroupChanged, presenceUnwatchGroup, presenceWatchGroup } from "@livename/wire/calls";
import type { PresenceEntry, GroupMember as WireMember } from "@livename/wire/presence";
import { batches, FRAME_BYTES, textBytes } from "../batches.ts";
import type { FeatureContext } from "../feature.ts";
import { createFollowSet, type Followed } from "../kernel/follow-set.ts";
import { type Follower, type Held, ITEM_BYTES } from "./register.ts";
import type { Registers } from "./registers.ts";
import { PENDING, type Source, type SourceListener, type Sources } from "./source.ts";
import type { GroupMember } from "./types.ts";

/** A group, shared by all its followers in this client. */
interface Group extends Source, Followed {
  /** The id with which it was added. */
  readonly asked: string;
  /** The id in the server's form. */
  id: string;
  /** The version of the membership; 0 while nothing is held. */
  version: number;
  state: Source["state"];
  readonly held: Map<string, Held>;
  readonly listeners: Set<SourceListener>;
  readonly follower: Follower;
}

/** Groups in one command (P25). */
const GROUPS = 10;

/** Follows the groups of all watches of this client. */
export function createGroups({ channel }: FeatureContext, registers: Registers): Sources & { stop(): void } {
  const groups = new Map<string, Group>();

  const tell = (group: Group, state: Source["state"]): void => {
    group.state = state;
    for (const listener of [...group.listeners]) listener.changed(group);
  };

  /** Sets the members. New ones are followed before the change is emitted, and their presence is applied after it. */
  const change = (group: Group, state: Source["state"], presences: readonly PresenceEntry[]): void => {
    const now = new Set(state.members.map(({ id }) => id));
    const left = [...group.held.keys()].filter((id) => !now.has(id));
    for (const id of left) group.held.delete(id);
    for (const { id, address } of state.members) {
      if (!group.held.has(id)) group.held.set(id, registers.join(id, address || id, group.follower));
    }
    tell(group, state);
    registers.leave(left, group.follower);
    registers.tell(presences);
    registers.confirm(now);
  };

  const refuse = (group: Group, reason: string): void => {
    group.version = 0;
    const status = reason === "no-such-group" ? reason : "refused";
    change(group, { ...PENDING, status, ...(status === "refused" && { reason }) }, []);
  };

  const follows = createFollowSet({
    channel,
    items: () => groups.values(),
    isWanted: ({ listeners }) => listeners.size > 0,
    haveTwins: true,
    cut: (all) => batches(all, GROUPS, channel.limits.frameBytes - FRAME_BYTES, sizeWithMembers),
    call: presenceWatchGroup,
    request(batch) {
      let people = channel.limits.watchBatch;
      let bytes = channel.limits.frameBytes - FRAME_BYTES - batch.reduce((sum, group) => sum + sizeOf(group), 0);
      const items = batch.map(({ asked, version: held, held: members }) => {
        // As many as fit. For the others the server sends presences again that the client already holds.
        const known: { person: string; held: number }[] = [];
        for (const [person, { version }] of members) {
          const size = textBytes(person) + ITEM_BYTES;
          if (version === 0) continue;
          if (people === 0 || bytes < size) break;
          known.push({ person, held: version });
          people--;
          bytes -= size;
        }
        return { group: asked, held, known };
      });
      return { items };
    },
    results: (reply) => reply.results,
    take(group, { group: id, code, version, name, total, members: listed, presences }) {
      group.id = id || group.id;
      if (code) return refuse(group, codeName(code));
      const members = version === group.version ? group.state.members : listed.map(readMember);
      group.version = version;
      change(group, { status: "known", name, total, members }, presences);
    },
    refuse: (group, { code }) => refuse(group, code),
    forget(gone, attached) {
      const ids: string[] = [];
      for (const group of gone) {
        groups.delete(group.asked);
        registers.leave(group.held.keys(), group.follower);
        const others = [...groups.values()].some(({ id }) => id === group.id);
        if (group.sent === "yes" && !others) ids.push(group.id);
        group.sent = "no";
      }
      if (!attached || ids.length === 0) return;
      for (const batch of batches(ids, GROUPS)) {
        channel.call(presenceUnwatchGroup, { groups: batch }, { lifetime: "connection" }).catch(() => {});
      }
      registers.retry();
    },
  });

  channel.onPush(presenceGroupChanged, (push) => {
    for (const group of [...groups.values()]) {
      if (group.id !== push.group || group.sent !== "yes") continue;
      if (push.gone) refuse(group, "no-such-group");
      else if (push.base !== group.version) follows.askAgain(group);
      else {
        const { version, name, total } = push;
        group.version = version;
        const members = changed(group.state.members, push.entered, push.left);
        change(group, { status: "known", name: name || group.state.name, total, members }, push.presences);
      }
    }
  });

  // Members above the bound of watched people are watched by another request when there is room.
  registers.whenRoom(() => {
    for (const group of groups.values()) {
      if (group.sent !== "yes" || ![...group.held.values()].some(({ watched }) => watched.status === "refused"))
        continue;
      group.sent = "no";
      follows.touch(group);
    }
  });

  const make = (asked: string, former: Source | undefined): Group => {
    const listeners = new Set<SourceListener>();
    const follower: Follower = (key, watched, previous) => {
      for (const listener of [...listeners]) listener.person(key, watched, previous);
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
      follows.touch(group);
      return group;
    },
    unfollow(source, listener) {
      const group = source as Group;
      group.listeners.delete(listener);
      if (group.listeners.size === 0) follows.touch(group);
    },
    stop: follows.stop,
  };
}

function readMember({ person, address, name }: WireMember): GroupMember {
  return { id: person, address, name };
}

/** Removes `left`, and inserts `entered` by name among the others, which keep the server's order. */
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
