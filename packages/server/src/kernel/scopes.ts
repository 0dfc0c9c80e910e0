import type { Log } from "../process/log.ts";
import type { Clock } from "../time/clock.ts";
import { Coalesced } from "../time/coalesce.ts";
import type { CommandContext, Session } from "./feature.ts";
import { Subscribers, type SubscribersOptions } from "./subscribers.ts";

/** A register as it stands since a version of its scope, which counts up by one with each change. */
export interface Versioned {
  readonly id: string | number;
  readonly version: number;
}

/** What changed of a scope since version `base`; with `complete`, the registers are all there are. */
export interface ScopeChanges<Register> {
  readonly base: number;
  readonly version: number;
  readonly complete: boolean;
  readonly registers: readonly Register[];
}

export interface ScopesOptions<Register> extends Pick<SubscribersOptions, "meter"> {
  readonly clock: Clock;
  readonly log: Log;
  /** What changed since the version, where that is known still; everything since 0. */
  readonly read: (topic: string, since: number) => Promise<ScopeChanges<Register>>;
  /** The push for those who follow the scope of this topic, as `push` makes it. */
  readonly frame: (topic: string, changes: ScopeChanges<Register>) => Uint8Array;
  /** @default 50 */
  readonly tickMs?: number;
}

/**
 * Tells sessions what changes in the scopes that they follow. What changes within a tick is one push, behind the answers
 * to the commands that changed it, with each register once.
 */
export class Scopes<Register extends Versioned> {
  readonly #options: ScopesOptions<Register>;
  readonly #followers: Subscribers;
  readonly #topics = new Set<string>();
  readonly #changes: Coalesced<{ readonly topic: string; readonly register: Register }>;
  readonly #rereads: Coalesced<"all">;

  constructor(options: ScopesOptions<Register>) {
    const { clock, tickMs = 50, meter } = options;
    this.#options = options;
    this.#followers = new Subscribers({ ...(meter && { meter }), emptied: (topic) => this.#topics.delete(topic) });
    this.#changes = new Coalesced(clock, tickMs, (changes) => {
      const byTopic = new Map<string, Register[]>();
      for (const { topic, register } of changes) {
        const some = byTopic.get(topic);
        if (some) some.push(register);
        else byTopic.set(topic, [register]);
      }
      for (const [topic, some] of byTopic) this.#flush(topic, some);
    });
    this.#rereads = new Coalesced(clock, tickMs, () => this.#reread());
  }

  /** Those that somebody follows. */
  get topics(): ReadonlySet<string> {
    return this.#topics;
  }

  /**
   * The session is told of changes from now on; resolves to what changed since the version that it holds, 0 for none.
   *
   * @throws Refusal as `Subscribers.subscribe`
   */
  follow(context: CommandContext, session: Session, topic: string, held: number): Promise<ScopeChanges<Register>> {
    // Before it is read: what changes meanwhile is told behind the answer, and nothing falls between the two.
    this.#followers.subscribe(context, session, topic);
    this.#topics.add(topic);
    return this.#options.read(topic, held);
  }

  /**
   * A register changed, or none did. Call this for each version, in order: from `writeThen` of the storage. A register
   * that was removed is one that says so.
   */
  changed(topic: string, register: Register | undefined): void {
    if (register && this.#topics.has(topic)) this.#changes.add({ topic, register });
  }

  /**
   * Something changed that was not told one by one, such as by an erasure: reads all that is followed, and tells it. What
   * calls this many times within a tick has it read once.
   */
  reread(): void {
    this.#rereads.add("all");
  }

  stop(): void {
    this.#changes.stop();
    this.#rereads.stop();
  }

  #reread(): void {
    for (const topic of this.#topics)
      this.#options.read(topic, 0).then(
        (all) => this.#tell(topic, { ...all, base: 0, complete: true }),
        (err: unknown) => this.#options.log.error({ err, topic }, "a scope cannot be read"),
      );
  }

  /** A version that is missing was not told of: what comes behind it makes those who hold less ask again. */
  #flush(topic: string, changed: readonly Register[]): void {
    let run: Register[] = [];
    for (const [index, register] of changed.entries()) {
      run.push(register);
      if (changed[index + 1]?.version === register.version + 1) continue;
      const registers = [...new Map(run.map((one) => [one.id, one])).values()];
      this.#tell(topic, { base: run[0]!.version - 1, version: register.version, complete: false, registers });
      run = [];
    }
  }

  #tell(topic: string, changes: ScopeChanges<Register>): void {
    if (!this.#topics.has(topic)) return;
    const frame = this.#options.frame(topic, changes);
    for (const session of this.#followers.of(topic)) session.pushEntry(frame, this.#followers);
  }
}
