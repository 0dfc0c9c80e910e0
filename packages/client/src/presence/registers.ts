import { codeName } from "@livename/wire";
import { presenceChanged, presenceUnwatch, presenceWatch } from "@livename/wire/calls";
import type { PresenceEntry } from "@livename/wire/presence";
import { batches, FRAME_BYTES, textBytes } from "../batches.ts";
import type { FeatureContext } from "../feature.ts";
import { createFollowSet } from "../kernel/follow-set.ts";
import { createDoubt } from "./doubt.ts";
import { createIdIndex } from "./id-index.ts";
import { readPresence, UNKNOWN } from "./read.ts";
import { type Follower, type Held, ITEM_BYTES, isWanted, keyOf, type Register } from "./register.ts";
import type { Presence, WatchedPerson } from "./types.ts";

/** Follows the people of all watches of this client. */
export interface Registers {
  /** Adds a person by address or id. @param held what was held before, when the person is followed again */
  add(person: string, follower: Follower, held?: Held): Held;
  remove(keys: Iterable<string>, follower: Follower): void;
  /** Whether a follower follows the person with this id under any name. */
  follows(id: string, follower: Follower): boolean;
  /** Adds a member of a group. */
  join(id: string, person: string, follower: Follower, held?: Held): Held;
  leave(ids: Iterable<string>, follower: Follower): void;
  tell(entries: readonly PresenceEntry[]): void;
  /** The server confirmed what is held of these members. */
  confirm(ids: Iterable<string>): void;
  /** There is room again: requests the people that were above the bound, and calls the listeners. */
  retry(): void;
  whenRoom(listener: () => void): void;
  stop(): void;
}

const TOO_MANY = "too-many";

export function createRegisters({ channel, clock, toDate }: FeatureContext): Registers {
  const asked = new Map<string, Register>();
  const members = new Map<string, Register>();
  const byId = createIdIndex();
  const roomListeners: (() => void)[] = [];
  const show = (register: Register, status: WatchedPerson["status"], presence: Presence, id?: string): void => {
    const { watched } = register;
    if (watched.presence === presence && watched.status === status && watched.id === id) return;
    register.watched = { person: watched.person, id, status, presence };
    tellOf(register, watched);
  };
  const tellOf = (register: Register, { presence }: WatchedPerson): void => {
    for (const follower of [...register.followers]) follower(register.key, register.watched, presence);
  };

  const refuse = (register: Register, reason: string): void => {
    const { watched } = register;
    // The id of a member stays known.
    const id = register.kind === "member" ? watched.id : undefined;
    byId.move(register, id);
    register.version = 0;
    if (watched.reason === reason) return;
    const status = reason === "no-such-person" ? reason : "refused";
    register.watched = { person: watched.person, id, status, presence: UNKNOWN, reason };
    tellOf(register, watched);
  };

  const doubt = createDoubt(clock, () => {
    for (const register of byId.all())
      if (register.watched.status === "known") show(register, "known", UNKNOWN, register.watched.id);
  });

  const follows = createFollowSet({
    channel,
    items: () => asked.values(),
    isWanted,
    haveTwins: true,
    cut(registers) {
      const { watchBatch, frameBytes } = channel.limits;
      return batches(registers, watchBatch, frameBytes - FRAME_BYTES, ({ key }) => textBytes(key) + ITEM_BYTES);
    },
    call: presenceWatch,
    request: (batch) => ({ items: batch.map(({ key, version }) => ({ person: key, held: version })) }),
    results(reply) {
      doubt.end();
      return reply.results;
    },
    take(register, { person, code, version, presence }) {
      if (code) return refuse(register, codeName(code));
      byId.move(register, person);
      if (presence) register.presence = readPresence(presence, toDate);
      register.version = version;
      show(register, "known", register.presence, person);
    },
    refuse: (register, { code }) => refuse(register, code),
    forget(gone, attached) {
      const ids: string[] = [];
      for (const register of gone) {
        const { id } = register.watched;
        byId.move(register, undefined);
        asked.delete(register.key);
        const hasTwin = byId.of(id ?? "").some(({ kind }) => kind === "asked");
        if (id && register.sent === "yes" && !hasTwin) ids.push(id);
      }
      if (!attached || ids.length === 0) return;
      for (const people of batches(ids, channel.limits.watchBatch)) {
        // If this fails, the server only sends more than is needed.
        channel.call(presenceUnwatch, { people }, { lifetime: "connection" }).catch(() => {});
      }
      retry();
    },
    lost() {
      for (const register of members.values()) register.sent = "no";
      doubt.begin();
    },
  });

  const retry = (): void => {
    for (const register of asked.values()) {
      if (register.watched.reason !== TOO_MANY || register.sent !== "yes") continue;
      register.sent = "no";
      follows.touch(register);
    }
    for (const listener of roomListeners) listener();
  };

  const tell = (entries: readonly PresenceEntry[]): void => {
    for (const { person, version, presence } of entries) {
      if (!presence) continue;
      const seen = readPresence(presence, toDate);
      for (const register of byId.of(person)) {
        register.version = version;
        register.presence = seen;
        if (register.sent === "yes") show(register, "known", seen, person);
      }
    }
  };
  channel.onPush(presenceChanged, ({ entries }) => tell(entries));

  /** `held` is the register that the person had before. */
  const follow = (kind: Register["kind"], key: string, person: string, follower: Follower, held?: Held): Register => {
    const registers = kind === "asked" ? asked : members;
    let register = registers.get(key);
    if (!register) {
      const watched: WatchedPerson = { person, id: undefined, status: "pending", presence: UNKNOWN };
      const fresh: Register = { kind, key, followers: new Set(), sent: "no", version: 0, presence: UNKNOWN, watched };
      register = (held as Register | undefined) ?? fresh;
      register.sent = "no";
      registers.set(key, register);
      byId.move(register, register.watched.id);
    }
    register.followers.add(follower);
    return register;
  };

  return {
    add(person, follower, held) {
      const register = follow("asked", keyOf(person), person, follower, held);
      follows.touch(register);
      return register;
    },
    remove(keys, follower) {
      for (const key of keys) {
        const register = asked.get(key);
        if (register?.followers.delete(follower) && !isWanted(register)) follows.touch(register);
      }
    },
    follows: (id, follower) => byId.of(id).some(({ followers }) => followers.has(follower)),
    join(id, person, follower, held) {
      const register = follow("member", id, person, follower, held);
      if (!register.watched.id) register.watched = { ...register.watched, id };
      byId.move(register, id);
      return register;
    },
    leave(ids, follower) {
      for (const id of ids) {
        const register = members.get(id);
        if (!register?.followers.delete(follower) || isWanted(register)) continue;
        byId.move(register, undefined);
        members.delete(id);
      }
    },
    tell,
    confirm(ids) {
      doubt.end();
      for (const id of ids) {
        const register = members.get(id);
        if (!register) continue;
        register.sent = "yes";
        // Listed without a presence: above the number of people that a session can watch (P25).
        if (register.version === 0) refuse(register, TOO_MANY);
        else show(register, "known", register.presence, id);
      }
    },
    retry,
    whenRoom: (listener) => void roomListeners.push(listener),
    stop() {
      follows.stop();
      doubt.stop();
    },
  };
}
