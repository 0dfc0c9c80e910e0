import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { Activity, type ServiceActivity } from "@livename/wire/presence";
import type { Budget } from "../../kernel/budget.ts";
import type { Session } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { People } from "../../people/people.ts";
import type { Registers } from "./registers.ts";

/** What a sign-in needs to say what others are doing. */
const SCOPE = "activity:set";
/** About how many people one session says something at a time. */
const HELD = 10_000;
/** What is kept for each of them. */
const SAID_BYTES = 288;
/** An id or an address; longer ones name nobody. */
const NAME_CHARS = 320;
const ACTIVITIES = new Set<number>(Object.values(Activity));

export interface ServicesOptions {
  readonly people: People;
  readonly registers: Registers;
  readonly limits: Pick<WireLimits, "watchBatch">;
  readonly budget: Budget;
  readonly now: () => number;
}

/** Telephone systems, calendars and the like, which know what people are doing. */
export class Services {
  readonly #options: ServicesOptions;

  constructor(options: ServicesOptions) {
    this.#options = options;
  }

  /**
   * A code for each, in order; 0 for what counts from now on. `ending` gives each the end by this server's clock.
   * @throws Refusal FORBIDDEN or TOO_MANY.
   */
  say(
    session: Session,
    activities: readonly ServiceActivity[],
    ending: (one: ServiceActivity) => ServiceActivity,
  ): number[] {
    const { watchBatch } = this.#options.limits;
    if (!session.scopes.includes(SCOPE))
      throw new Refusal(
        Code.FORBIDDEN,
        `Saying what others are doing needs the scope ${SCOPE}. Let the application put it into the service's token.`,
      );
    if (activities.length > watchBatch)
      throw new Refusal(Code.TOO_MANY, `One command names at most ${watchBatch} people. Send several commands.`);
    return activities.map((activity) => this.#sayOne(session, ending(activity)));
  }

  /** To be called before what the session said is forgotten with it. */
  closed(session: Session): void {
    const { registers, budget } = this.#options;
    budget.give(session.share, "presence", registers.saidBy(session) * SAID_BYTES);
  }

  #sayOne(session: Session, { person: named, activity, untilMs }: ServiceActivity): number {
    const { people, registers, budget, now } = this.#options;
    const { community } = session;
    const ended = untilMs !== 0 && untilMs <= now();
    if (named === "" || named.length > NAME_CHARS || !ACTIVITIES.has(activity) || ended) return Code.INVALID;
    const person = people.resolve(community, named)?.id;
    if (person === undefined) return Code.NO_SUCH_PERSON;
    const before = registers.says(session, person);
    const after = activity !== Activity.UNSPECIFIED;
    if (before && !after) budget.give(session.share, "presence", SAID_BYTES);
    if (!before && after)
      if (registers.saidBy(session) >= HELD || !budget.take(session.share, "presence", SAID_BYTES))
        return Code.TOO_MANY;
    registers.setServiceActivity(community, person, session, activity, untilMs);
    return 0;
  }
}
