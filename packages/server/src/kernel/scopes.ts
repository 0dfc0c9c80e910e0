import type { Log } from "../process/log.ts";
import type { Clock } from "../time/clock.ts";
import { Coalesced } from "../time/coalesce.ts";
import type { CommandContext, Session } from "./feature.ts";
import { Subscribers, type SubscribersOptions } from "./subscribers.ts";

/** A register, with the version of its scope at which it last changed. A scope's version goes up by one with each change. */
export interface Versioned {
  readonly id: string | number;
  readonly version: number;
}

/** What changed in a scope after version `base`. If `complete`, `registers` is the whole scope: a snapshot. */
export interface ScopeChanges<Register> {
  readonly base: number;
  readonly version: number;
  readonly complete: boolean;
  readonly registers: readonly Register[];
}

export interface ScopesOptions<Register> extends Pick<SubscribersOptions, "meter"> {
  readonly clock: Clock;
  readonly log: Log;
  /** Returns what changed after version `since`, or a snapshot if that is no longer known or `since` is 0. */
  readonly read: (topic: string, since: number) => Promise<ScopeChanges<Register>>;
  /** Encodes the push to the topic's subscribers, usually with `push`. */
  readonly frame: (topic: string, changes: ScopeChanges<Register>) => Uint8Array;
  /** @default 50 */
  readonly tickMs?: number;
}

/**
 * Pushes changes of scopes to the sessions that follow them. Changes within one tick are coalesced into one push that
 * has each register once. It follows the replies to the commands that made the changes.
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

  /** The topics that have at least one subscriber. */
  get topics(): ReadonlySet<string> {
    return this.#topics;
  }

  /**
   * Subscribes the session to changes. Resolves to what changed since `held`, the version that the client holds (0 for
   * none).
   *
   * @throws Refusal as `Subscribers.subscribe`
   */
  follow(context: CommandContext, session: Session, topic: string, held: number): Promise<ScopeChanges<Register>> {
    // Subscribe before reading: a change during the read is pushed after the reply, so none is missed.
    this.#followers.subscribe(context, session, topic);
    this.#topics.add(topic);
    return this.#options.read(topic, held);
  }

  /**
   * Reports the change behind one version; `register` is undefined if the version changed no register. Call this for
   * each version, in order, from the storage's `writeThen`. A removed register is reported as one marked as removed.
   */
  changed(topic: string, register: Register | undefined): void {
    if (register && this.#topics.has(topic)) this.#changes.add({ topic, register });
  }

  /**
   * Reads all followed scopes and pushes them as snapshots. For changes that were not reported one by one, such as an
   * erasure. Several calls within a tick cause one read.
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
        (err: unknown) => this.#options.log.error({ err, topic }, "cannot read a scope"),
      );
  }

  /** Pushes each run of consecutive versions. At a gap, clients see a `base` that they do not hold and ask again. */
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
