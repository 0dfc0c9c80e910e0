import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import type { ScopeVersion } from "@livename/wire/log";
import { Availability, type OwnStatusInit, type PresenceInit, type StatusChoice } from "@livename/wire/presence";
import { Refusal } from "../refusal.ts";
import type { StatusRecord, StatusStore } from "../store/store.ts";
import { isCurrent } from "./aggregate.ts";
import type { Register, Registers } from "./registers.ts";

/** Versions are kept with the status and go on counting after a restart, so there has been one epoch only. */
const EPOCH = 1;
const AVAILABILITIES = new Set<number>(Object.values(Availability));
// One line: it stands beside a name.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** How many keys of a person are remembered, until the server stops. */
const KEYS = 8;

export interface StatusRequest {
  readonly choice: StatusChoice | undefined;
  readonly base: ScopeVersion | undefined;
  /** Empty when none was sent. */
  readonly key: string;
}

/** A person's own choice: checked, kept, then seen. */
export class Statuses {
  readonly #store: StatusStore;
  readonly #registers: Registers;
  readonly #limits: Pick<WireLimits, "statusChars">;
  /** Two devices that choose at the same time are served one after the other. */
  readonly #turns = new Map<Register, Promise<void>>();
  /** What the last changes were asked with: a client that lost its connection asks again (F14). */
  readonly #keys = new WeakMap<Register, readonly string[]>();

  constructor(store: StatusStore, registers: Registers, limits: Pick<WireLimits, "statusChars">) {
    this.#store = store;
    this.#registers = registers;
    this.#limits = limits;
  }

  /** Resolves when the choice is on disk and seen by others. */
  async set(register: Register, { choice, base, key }: StatusRequest, now: () => number): Promise<void> {
    const checked = this.#check(choice, now());
    const before = this.#turns.get(register) ?? Promise.resolve();
    const turn = before.then(async () => {
      if (key !== "" && this.#keys.get(register)?.includes(key)) return;
      const version = register.choice?.version ?? 0;
      if (base && (base.version !== version || (base.epoch !== EPOCH && version !== 0)))
        throw new Refusal(
          Code.STALE,
          "The status was changed elsewhere meanwhile. Read it with Own, then set it again.",
        );
      const status: StatusRecord = { ...checked, setMs: now(), version: version + 1 };
      await this.#store.set(register.community, register.person, status);
      this.#registers.choose(register, status);
      if (key !== "") this.#keys.set(register, [...(this.#keys.get(register) ?? []), key].slice(-KEYS));
    });
    const settled = turn.catch(() => undefined);
    this.#turns.set(register, settled);
    try {
      await turn;
    } finally {
      if (this.#turns.get(register) === settled) this.#turns.delete(register);
    }
  }

  /** Resolves when nothing waits to be kept. */
  async settled(): Promise<void> {
    await Promise.all(this.#turns.values());
  }

  #check(choice: StatusChoice | undefined, now: number): Pick<StatusRecord, "availability" | "message" | "untilMs"> {
    const { availability, message, untilMs } = choice ?? {
      availability: Availability.UNSPECIFIED,
      message: "",
      untilMs: 0,
    };
    if (!AVAILABILITIES.has(availability))
      throw new Refusal(Code.INVALID, "There is no such availability. Use one that SPEC names.");
    if (message.length > this.#limits.statusChars)
      throw new Refusal(
        Code.TOO_LARGE,
        `A status message has at most ${this.#limits.statusChars} characters. Shorten it.`,
      );
    if (UNPRINTABLE.test(message))
      throw new Refusal(Code.INVALID, "A status message is one line without control characters. Take them out.");
    if (untilMs !== 0 && untilMs <= now)
      throw new Refusal(Code.INVALID, "The status would end in the past. Give a moment to come, or none.");
    return { availability, message: message.trim(), untilMs };
  }
}

/** The own-status register as it stands; a choice that has ended counts as none. */
export function ownStatus(register: Register, seen: PresenceInit, now: number): OwnStatusInit {
  const { choice } = register;
  const current = choice && isCurrent(choice, now) ? choice : undefined;
  return {
    version: { epoch: EPOCH, version: choice?.version ?? 0 },
    choice: {
      availability: current?.availability ?? Availability.UNSPECIFIED,
      message: current?.message ?? "",
      untilMs: current?.untilMs ?? 0,
    },
    presence: seen,
  };
}
