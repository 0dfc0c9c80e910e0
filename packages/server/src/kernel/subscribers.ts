import type { Budget, Holding } from "./budget.ts";
import type { CommandContext, PushSource, Session } from "./feature.ts";

export interface SubscribersOptions {
  /** The memory that each subscription counts as. @default not counted */
  readonly meter?: { readonly budget: Budget; readonly kind: Holding; readonly bytes: number };
  /** Called when the topic has lost its last subscriber. */
  readonly emptied?: (topic: string) => void;
}

const NOBODY: ReadonlySet<Session> = new Set();
const NOTHING: ReadonlySet<string> = new Set();

/**
 * The sessions subscribed to each topic. A subscription ends with the connection of the command that began it: a client
 * that reconnects subscribes again. Pass this object as the source of each push to subscribers, so that no push
 * overtakes the reply to the subscribing command (F15).
 */
export class Subscribers implements PushSource {
  readonly kept = true;
  readonly #sessions = new Map<string, Set<Session>>();
  readonly #topics = new Map<Session, Set<string>>();
  readonly #options: SubscribersOptions;
  #count = 0;

  constructor(options: SubscribersOptions = {}) {
    this.#options = options;
  }

  /** The number of pairs of session and topic. */
  get count(): number {
    return this.#count;
  }

  /**
   * Subscribes the session. A topic that it subscribes to already moves to the end of its `topics`.
   *
   * @throws Refusal TOO_MANY when the person may hold no more, UNAVAILABLE when the command's connection is gone.
   */
  subscribe(context: CommandContext, session: Session, topic: string): void {
    context.follow(this);
    const topics = this.#topics.get(session) ?? new Set();
    if (topics.delete(topic)) {
      topics.add(topic);
      return;
    }
    const { meter } = this.#options;
    meter?.budget.demand(session.share, meter.kind, meter.bytes);
    this.#count++;
    this.#topics.set(session, topics.add(topic));
    const sessions = this.#sessions.get(topic);
    if (sessions) sessions.add(session);
    else this.#sessions.set(topic, new Set([session]));
  }

  unsubscribe(session: Session, topic: string): void {
    const topics = this.#topics.get(session);
    if (!topics?.delete(topic)) return;
    if (topics.size === 0) this.#topics.delete(session);
    this.#remove(session, topic);
  }

  has(topic: string): boolean {
    return this.#sessions.has(topic);
  }

  of(topic: string): ReadonlySet<Session> {
    return this.#sessions.get(topic) ?? NOBODY;
  }

  /** The session's topics, the most recently subscribed last. */
  topics(session: Session): ReadonlySet<string> {
    return this.#topics.get(session) ?? NOTHING;
  }

  ended(session: Session): void {
    const topics = this.#topics.get(session);
    this.#topics.delete(session);
    for (const topic of topics ?? NOTHING) this.#remove(session, topic);
  }

  #remove(session: Session, topic: string): void {
    const { meter, emptied } = this.#options;
    const sessions = this.#sessions.get(topic);
    meter?.budget.give(session.share, meter.kind, meter.bytes);
    this.#count--;
    sessions?.delete(session);
    if (sessions?.size !== 0) return;
    this.#sessions.delete(topic);
    emptied?.(topic);
  }
}
