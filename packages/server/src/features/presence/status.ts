import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import type { ScopeVersion } from "@livename/wire/log";
import { Availability, type OwnStatusInit, type PresenceInit, type StatusChoice } from "@livename/wire/presence";
import { checkBase } from "../../kernel/held.ts";
import { isDone, type Keyed, withKey } from "../../kernel/keys.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { Turns } from "../../kernel/turns.ts";
import { checkChoice } from "../../people/status-choice.ts";
import { Circle, resolveSubjects, type Subjects } from "../../people/subjects.ts";
import { isCurrent } from "./aggregate.ts";
import type { Register, Registers } from "./registers.ts";
import type { StatusRecord, StatusStore } from "./storage/contract.ts";

/** How many messages are remembered. */
const RECENT = 5;

const NOTHING: StatusChoice = { availability: Availability.UNSPECIFIED, message: "", untilMs: 0, exceptions: [] };

export interface StatusRequest {
  readonly choice: StatusChoice | undefined;
  readonly base: ScopeVersion | undefined;
  readonly command: Keyed;
}

export interface StatusesOptions {
  readonly store: StatusStore;
  readonly registers: Registers;
  readonly subjects: Subjects;
  readonly limits: Pick<WireLimits, "statusChars">;
  readonly now: () => number;
}

/** A person's own choice: checked, kept, then seen. */
export class Statuses {
  readonly #options: StatusesOptions;
  readonly #turns = new Turns<Register>();
  /** Who may disturb, made to be asked often. */
  readonly #exceptions = new WeakMap<StatusRecord, Circle>();

  constructor(options: StatusesOptions) {
    this.#options = options;
  }

  /** Whether `to` does not want to be disturbed now, and `from` is no exception. */
  quiet(community: string, from: string, to: string): boolean {
    const { registers, subjects, now } = this.#options;
    const choice = registers.find(community, to)?.choice;
    if (choice?.availability !== Availability.DO_NOT_DISTURB || !isCurrent(choice, now())) return false;
    let exceptions = this.#exceptions.get(choice);
    if (!exceptions) {
      exceptions = new Circle(choice.exceptions);
      this.#exceptions.set(choice, exceptions);
    }
    return !exceptions.has(subjects.groups, community, from);
  }

  /** Resolves when the choice is on disk and seen by others. */
  async set(register: Register, { choice, base, command }: StatusRequest): Promise<void> {
    const { store, registers, subjects, limits, now } = this.#options;
    const checked = checkChoice(choice ?? NOTHING, { limits, nowMs: now() });
    const exceptions = resolveSubjects(subjects, register, choice?.exceptions ?? [], register.choice?.exceptions);
    if (exceptions.length > 0 && checked.availability !== Availability.DO_NOT_DISTURB)
      throw new Refusal(Code.INVALID, "Exceptions are for a choice of DO_NOT_DISTURB only. Leave them out.");
    await this.#turns.take(register, async () => {
      const { version = 0, recent = [], keys = [] } = register.choice ?? {};
      if (isDone(keys, command)) return;
      checkBase(
        base,
        { epoch: store.epoch, version },
        "The status was changed elsewhere meanwhile. Read it with Own, then set it again.",
      );
      const status: StatusRecord = {
        ...{ ...checked, exceptions, setMs: now(), version: version + 1 },
        recent: remember(checked.message, recent),
        keys: withKey(keys, command),
      };
      await store.set(register.community, register.person, status);
      registers.choose(register, status);
    });
  }

  /** Resolves when nothing waits to be kept. */
  settled(): Promise<void> {
    return this.#turns.settled();
  }
}

/** The message before those used last, each once. */
function remember(message: string, recent: readonly string[]): readonly string[] {
  if (message === "") return recent;
  return [message, ...recent.filter((other) => other !== message)].slice(0, RECENT);
}

/** The own-status register as it stands; a choice that has ended counts as none. */
export function ownStatus(
  register: Register,
  { epoch, seen, now }: { readonly epoch: number; readonly seen: PresenceInit; readonly now: number },
): OwnStatusInit {
  const { choice } = register;
  const current = choice && isCurrent(choice, now) ? choice : undefined;
  return {
    version: { epoch, version: choice?.version ?? 0 },
    choice: {
      availability: current?.availability ?? Availability.UNSPECIFIED,
      message: current?.message ?? "",
      untilMs: current?.untilMs ?? 0,
      exceptions: current?.exceptions ?? [],
    },
    presence: seen,
    recent: choice?.recent ?? [],
  };
}
