import { presenceChanged, presenceUnwatch, presenceWatch } from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import type { WatchResult } from "@livename/wire/presence";
import type { Core } from "../core.ts";
import { TIMES } from "../options.ts";
import { readPresence, UNKNOWN } from "./read.ts";
import type { Presence, WatchedPerson } from "./types.ts";

/** Told of a change of one of its people. */
export type Follower = (key: string, watched: WatchedPerson, previous: Presence) => void;

/** A person, once, whoever follows. */
interface Register {
  readonly key: string;
  readonly followers: Set<Follower>;
  /** Whether this connection knows of it. */
  sent: "no" | "asked" | "yes";
  /** The newest the server told, kept while `watched` shows unknown. */
  version: number;
  presence: Presence;
  watched: WatchedPerson;
}

/** The registers of all people that somebody in this client follows, and their way to the server and back. */
export interface Registers {
  add(people: readonly string[], follower: Follower): void;
  remove(keys: readonly string[], follower: Follower): void;
  get(key: string): WatchedPerson | undefined;
  readonly size: number;
  stop(): void;
}

/** Addresses are equal without case, ids are not. */
export function keyOf(person: string): string {
  const name = person.trim();
  return name.includes("@") ? name.toLowerCase() : name;
}

/** What an item of a watch adds to a frame at most, beside its text; and a frame to its items. */
const ITEM_BYTES = 18;
const FRAME_BYTES = 1_024;
const ASCII = /^[\x20-\x7e]*$/;

export function createRegisters({ channel, clock, toDate }: Core): Registers {
  const registers = new Map<string, Register>();
  /** Several addresses may be one person's. */
  const byId = new Map<string, Set<Register>>();
  const touched = new Set<Register>();
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
    for (const follower of [...register.followers]) follower(register.key, register.watched, watched.presence);
  };

  const place = (register: Register, id: string | undefined): void => {
    const former = register.watched.id;
    if (former === id) return;
    if (former) {
      const others = byId.get(former);
      others?.delete(register);
      if (others?.size === 0) byId.delete(former);
    }
    if (id) byId.set(id, (byId.get(id) ?? new Set()).add(register));
  };

  const take = (register: Register, { person, code, version, presence }: WatchResult): void => {
    register.sent = "yes";
    if (register.followers.size === 0) touched.add(register);
    if (code) {
      place(register, undefined);
      register.version = 0;
      show(register, code === Code.NO_SUCH_PERSON ? "no-such-person" : "refused", UNKNOWN);
      return;
    }
    place(register, person);
    if (presence) register.presence = readPresence(presence, toDate);
    register.version = version;
    show(register, "known", register.presence, person);
  };

  const refuse = (register: Register): void => {
    register.sent = "no";
    place(register, undefined);
    show(register, "refused", UNKNOWN);
  };

  const ask = (batch: readonly Register[]): void => {
    asking++;
    const items = batch.map((register) => {
      register.sent = "asked";
      return { person: register.key, held: register.version };
    });
    const done = (): void => {
      asking--;
      schedule();
    };
    const certain = (): void => {
      cancelDoubt?.();
      cancelDoubt = undefined;
      doubtful = false;
    };
    channel.call(presenceWatch, { items }, { scope: "connection", timeoutMs: Number.POSITIVE_INFINITY }).then(
      ({ results }) => {
        certain();
        batch.forEach((register, index) => {
          const result = results[index];
          if (result) take(register, result);
          else refuse(register);
        });
        done();
      },
      (error: { code: string }) => {
        // What a lost connection leaves unanswered is asked again on the next.
        if (error.code !== "connection-lost" && error.code !== "closed") for (const register of batch) refuse(register);
        done();
      },
    );
  };

  /** As many a command as the server takes, and few enough bytes for one frame. */
  const askAll = (all: Iterable<Register>): void => {
    const { watchBatch, frameBytes } = channel.limits;
    let batch: Register[] = [];
    let bytes = 0;
    for (const register of all) {
      const size = register.key.length * (ASCII.test(register.key) ? 1 : 3) + ITEM_BYTES;
      if (batch.length === watchBatch || (batch.length > 0 && bytes + size > frameBytes - FRAME_BYTES)) {
        ask(batch);
        batch = [];
        bytes = 0;
      }
      batch.push(register);
      bytes += size;
    }
    if (batch.length > 0) ask(batch);
  };

  const forget = (gone: readonly Register[]): void => {
    const ids: string[] = [];
    for (const register of gone) {
      const { id } = register.watched;
      place(register, undefined);
      registers.delete(register.key);
      if (id && register.sent === "yes" && !byId.has(id)) ids.push(id);
    }
    if (!attached) return;
    for (let at = 0; at < ids.length; at += channel.limits.watchBatch) {
      const people = ids.slice(at, at + channel.limits.watchBatch);
      // Nothing depends on it: without an answer the server only tells more than is looked at.
      channel.call(presenceUnwatch, { people }, { scope: "connection" }).catch(() => {});
    }
  };

  const flush = (): void => {
    scheduled = false;
    if (attached) askAll([...touched].filter(({ followers, sent }) => followers.size > 0 && sent === "no"));
    // An address that is being asked for may be one more name of a person who is left here: wait for the answer.
    const waits = attached && asking > 0;
    const gone = [...touched].filter(({ followers }) => followers.size === 0);
    touched.clear();
    if (waits) for (const register of gone) touched.add(register);
    else forget(gone);
  };

  const schedule = (): void => {
    if (scheduled || touched.size === 0) return;
    scheduled = true;
    queueMicrotask(flush);
  };

  const unfollow = channel.follow(
    () => {
      attached = true;
      forget([...registers.values()].filter(({ followers }) => followers.size === 0));
      touched.clear();
      askAll(registers.values());
    },
    () => {
      attached = false;
      for (const register of registers.values()) register.sent = "no";
      cancelDoubt ??= clock.after(TIMES.unknown, () => {
        doubtful = true;
        for (const register of [...registers.values()]) {
          if (register.watched.status === "known") show(register, "known", UNKNOWN, register.watched.id);
        }
      });
    },
  );

  channel.push(presenceChanged, ({ entries }) => {
    for (const { person, version, presence } of entries) {
      if (!presence) continue;
      const seen = readPresence(presence, toDate);
      for (const register of [...(byId.get(person) ?? [])]) {
        register.version = version;
        register.presence = seen;
        if (register.sent === "yes") show(register, "known", seen, person);
      }
    }
  });

  return {
    add(people, follower) {
      for (const person of people) {
        const key = keyOf(person);
        let register = registers.get(key);
        if (!register) {
          const watched: WatchedPerson = { person, id: undefined, status: "pending", presence: UNKNOWN };
          register = { key, followers: new Set(), sent: "no", version: 0, presence: UNKNOWN, watched };
          registers.set(key, register);
        }
        register.followers.add(follower);
        touched.add(register);
      }
      schedule();
    },
    remove(keys, follower) {
      for (const key of keys) {
        const register = registers.get(key);
        if (register?.followers.delete(follower) && register.followers.size === 0) touched.add(register);
      }
      schedule();
    },
    get: (key) => registers.get(key)?.watched,
    get size() {
      return registers.size;
    },
    stop() {
      unfollow();
      cancelDoubt?.();
      for (const register of [...registers.values()]) {
        if (!doubtful && register.watched.status === "known") show(register, "known", UNKNOWN, register.watched.id);
      }
    },
  };
}
