import { codeName } from "@livename/wire";
import { presenceChanged, presenceUnwatch, presenceWatch } from "@livename/wire/calls";
import type { PresenceEntry, WatchResult } from "@livename/wire/presence";
import { batches, FRAME_BYTES, textBytes } from "../batches.ts";
import type { Core } from "../core.ts";
import { TIMES } from "../options.ts";
import { readPresence, UNKNOWN } from "./read.ts";
import {
  type Follower,
  type Held,
  ITEM_BYTES,
  isMember,
  isWanted,
  keyOf,
  memberKey,
  type Register,
} from "./register.ts";
import type { Presence, WatchedPerson } from "./types.ts";

/** The registers of all people that somebody in this client follows, and their way to the server and back. */
export interface Registers {
  /** @param held what was held before, when it is followed again. */
  add(person: string, follower: Follower, held?: Held): Held;
  remove(keys: Iterable<string>, follower: Follower): void;
  /** Whether a follower follows a person under any name. */
  follows(id: string, follower: Follower): boolean;
  /** A member of a group, under the key of `memberKey`: nobody asks for it, it comes with the group. */
  join(id: string, person: string, follower: Follower, held?: Held): Held;
  tell(entries: readonly PresenceEntry[]): void;
  /** What is held of these members is right. */
  confirm(ids: Iterable<string>): void;
  /** There is room again: those who were too many are asked for anew, and whoever listens is told. */
  retry(): void;
  whenRoom(listener: () => void): void;
  stop(): void;
}

const TOO_MANY = "too-many";

export function createRegisters({ channel, clock, toDate }: Core): Registers {
  const registers = new Map<string, Register>();
  /** Several addresses may be one person's. */
  const byId = new Map<string, Set<Register>>();
  const touched = new Set<Register>();
  const roomListeners: (() => void)[] = [];
  let attached = false;
  let asking = 0;
  let scheduled = false;
  let doubtful = false;
  /** Runs from the loss of the link until the server answers, however many connections are tried meanwhile. */
  let cancelDoubt: (() => void) | undefined;

  const show = (register: Register, status: WatchedPerson["status"], presence: Presence, id?: string): void => {
    const { watched } = register;
    if (watched.presence === presence && watched.status === status && watched.id === id) return;
    register.watched = { person: watched.person, id, status, presence };
    tellOf(register, watched);
  };
  const tellOf = (register: Register, { presence }: WatchedPerson): void => {
    for (const follower of [...register.followers]) follower(register.key, register.watched, presence);
  };

  const place = (register: Register, id: string | undefined): void => {
    const former = register.watched.id;
    if (former && former !== id) {
      const others = byId.get(former);
      others?.delete(register);
      if (others?.size === 0) byId.delete(former);
    }
    if (id) byId.set(id, (byId.get(id) ?? new Set()).add(register));
  };

  const refuse = (register: Register, reason: string): void => {
    const { watched } = register;
    // Who a member is, is known all the same.
    const id = isMember(register) ? watched.id : undefined;
    place(register, id);
    register.version = 0;
    if (watched.reason === reason) return;
    const status = reason === "no-such-person" ? reason : "refused";
    register.watched = { person: watched.person, id, status, presence: UNKNOWN, reason };
    tellOf(register, watched);
  };

  const take = (register: Register, { person, code, version, presence }: WatchResult): void => {
    register.sent = "yes";
    if (!isWanted(register)) touched.add(register);
    if (code) refuse(register, codeName(code));
    else {
      place(register, person);
      if (presence) register.presence = readPresence(presence, toDate);
      register.version = version;
      show(register, "known", register.presence, person);
    }
  };

  const certain = (): void => {
    cancelDoubt?.();
    cancelDoubt = undefined;
    doubtful = false;
  };

  const ask = (batch: readonly Register[]): void => {
    asking++;
    const items = batch.map((register) => {
      register.sent = "asked";
      return { person: register.key, held: register.version };
    });
    const none = (reason: string) => (register: Register) => {
      register.sent = "no";
      refuse(register, reason);
    };
    channel
      .call(presenceWatch, { items }, { scope: "connection", timeoutMs: Number.POSITIVE_INFINITY })
      .then(
        ({ results }) => {
          certain();
          batch.forEach((register, index) => {
            const result = results[index];
            if (result) take(register, result);
            else none("malformed")(register);
          });
        },
        ({ code }: { code: string }) => {
          // What a lost connection leaves unanswered is asked again on the next.
          if (code !== "connection-lost" && code !== "closed") batch.forEach(none(code));
        },
      )
      .then(() => {
        asking--;
        schedule();
      });
  };

  const askAll = (all: readonly Register[]): void => {
    const { watchBatch, frameBytes } = channel.limits;
    const asked = all.filter((register) => isWanted(register) && !isMember(register));
    const size = ({ key }: Register): number => textBytes(key) + ITEM_BYTES;
    for (const batch of batches(asked, watchBatch, frameBytes - FRAME_BYTES, size)) ask(batch);
  };

  const forget = (gone: readonly Register[]): void => {
    const ids: string[] = [];
    for (const register of gone) {
      const { id } = register.watched;
      place(register, undefined);
      registers.delete(register.key);
      if (!id || register.sent !== "yes" || isMember(register)) continue;
      if (![...(byId.get(id) ?? [])].some((other) => !isMember(other))) ids.push(id);
    }
    if (!attached || ids.length === 0) return;
    for (const people of batches(ids, channel.limits.watchBatch)) {
      // Nothing depends on it: without an answer the server only tells more than is looked at.
      channel.call(presenceUnwatch, { people }, { scope: "connection" }).catch(() => {});
    }
    retry();
  };

  const retry = (): void => {
    for (const register of registers.values()) {
      if (register.watched.reason !== TOO_MANY || register.sent !== "yes" || isMember(register)) continue;
      register.sent = "no";
      touched.add(register);
    }
    schedule();
    for (const listener of roomListeners) listener();
  };

  const flush = (): void => {
    scheduled = false;
    if (attached) askAll([...touched].filter(({ sent }) => sent === "no"));
    // An address that is being asked for may be one more name of a person who is left here: wait for the answer.
    const waits = attached && asking > 0;
    const gone = [...touched].filter((register) => !isWanted(register));
    touched.clear();
    if (waits) for (const register of gone) touched.add(register);
    else forget(gone);
  };

  const schedule = (): void => {
    if (scheduled || touched.size === 0) return;
    scheduled = true;
    queueMicrotask(flush);
  };

  const doubt = (): void => {
    for (const register of [...registers.values()]) {
      if (register.watched.status === "known") show(register, "known", UNKNOWN, register.watched.id);
    }
  };

  const unfollow = channel.follow(
    () => {
      attached = true;
      forget([...registers.values()].filter((register) => !isWanted(register)));
      touched.clear();
      askAll([...registers.values()]);
    },
    () => {
      attached = false;
      for (const register of registers.values()) register.sent = "no";
      cancelDoubt ??= clock.after(TIMES.unknown, () => {
        doubtful = true;
        doubt();
      });
    },
  );

  const tell = (entries: readonly PresenceEntry[]): void => {
    for (const { person, version, presence } of entries) {
      if (!presence) continue;
      const seen = readPresence(presence, toDate);
      for (const register of [...(byId.get(person) ?? [])]) {
        register.version = version;
        register.presence = seen;
        if (register.sent === "yes") show(register, "known", seen, person);
      }
    }
  };
  channel.push(presenceChanged, ({ entries }) => tell(entries));

  const follow = (key: string, person: string, follower: Follower, held: Held | undefined): Register => {
    let register = registers.get(key);
    if (!register) {
      const watched: WatchedPerson = { person, id: undefined, status: "pending", presence: UNKNOWN };
      // What was held of it is the register that it once was.
      register = (held as Register | undefined) ?? {
        key,
        followers: new Set(),
        sent: "no",
        version: 0,
        presence: UNKNOWN,
        watched,
      };
      register.sent = "no";
      registers.set(key, register);
      place(register, register.watched.id);
    }
    register.followers.add(follower);
    return register;
  };

  return {
    add(person, follower, held) {
      const register = follow(keyOf(person), person, follower, held);
      touched.add(register);
      schedule();
      return register;
    },
    remove(keys, follower) {
      for (const key of keys) {
        const register = registers.get(key);
        if (register?.followers.delete(follower) && !isWanted(register)) touched.add(register);
      }
      schedule();
    },
    follows: (id, follower) => [...(byId.get(id) ?? [])].some(({ followers }) => followers.has(follower)),
    join(id, person, follower, held) {
      const register = follow(memberKey(id), person, follower, held);
      if (!register.watched.id) register.watched = { ...register.watched, id };
      place(register, id);
      return register;
    },
    tell,
    confirm(ids) {
      certain();
      for (const id of ids) {
        const register = registers.get(memberKey(id));
        if (!register) continue;
        register.sent = "yes";
        // Listed without a presence: one more than the server lets one watch (P25).
        if (register.version === 0) refuse(register, TOO_MANY);
        else show(register, "known", register.presence, id);
      }
    },
    retry,
    whenRoom: (listener) => void roomListeners.push(listener),
    stop() {
      unfollow();
      cancelDoubt?.();
      if (!doubtful) doubt();
    },
  };
}
