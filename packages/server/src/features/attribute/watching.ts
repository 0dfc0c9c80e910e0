import type { AttributeWatchItem, AttributeWatchResultInit } from "@livename/wire/attribute";
import type { CommandContext, Session } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { type Sliced, slices } from "../../kernel/slices.ts";
import { AnswerBounds } from "./answer-bounds.ts";
import { type Edges, wireTarget } from "./edges.ts";
import type { Holdings } from "./holdings.ts";
import type { Target } from "./target.ts";
import { TOGETHER, type Watches } from "./watches.ts";

/** An item whose target is known, or why it is refused. */
interface Asked {
  readonly item: AttributeWatchItem;
  readonly target: Target | Refusal;
  readonly seen: boolean;
}

export interface WatchingOptions {
  readonly watches: Watches;
  readonly holdings: Holdings;
  readonly edges: Edges;
  readonly session: Session;
  readonly context: CommandContext;
}

/** One command that watches, a slice at a time: a thousand targets at once would keep everybody else waiting. */
export class Watching {
  readonly #options: WatchingOptions;
  readonly #bounds = new AnswerBounds();
  readonly #unseen: Target[] = [];

  constructor(options: WatchingOptions) {
    this.#options = options;
  }

  /** Answers each item in its place. */
  async watch(items: readonly AttributeWatchItem[]): Promise<AttributeWatchResultInit[]> {
    const { watches } = this.#options;
    const results: AttributeWatchResultInit[] = [];
    try {
      for (let from = 0; from < items.length; from += TOGETHER)
        results.push(...(await this.#some(items.slice(from, from + TOGETHER))));
      return results;
    } finally {
      if (this.#unseen.length > 0) watches.loadLater(this.#unseen);
    }
  }

  async #some(items: readonly AttributeWatchItem[]): Promise<AttributeWatchResultInit[]> {
    const { holdings, session } = this.#options;
    const asked: Asked[] = [];
    try {
      await slices.long(session.person, this.#asking(items, asked));
      // Of whoever is unseen nothing is answered, so nothing is waited for: the time would tell what is in memory.
      const loads = asked.map(({ target, seen }) => (seen ? holdings.load(target as Target) : undefined));
      for (const load of await Promise.allSettled(loads)) if (load.status === "rejected") throw load.reason;
      return await slices.long(session.person, this.#beginning(asked));
    } finally {
      for (const { target } of asked) if (!(target instanceof Refusal)) holdings.release(target);
    }
  }

  *#asking(items: readonly AttributeWatchItem[], asked: Asked[]): Sliced<void> {
    const { watches, edges, session } = this.#options;
    for (const item of items) {
      const target = orRefusal(() => watches.pinFor(session, item));
      const seen = !(target instanceof Refusal) && !edges.isUnseen(session, target);
      asked.push({ item, target, seen });
      yield;
    }
  }

  *#beginning(asked: readonly Asked[]): Sliced<AttributeWatchResultInit[]> {
    const results: AttributeWatchResultInit[] = [];
    for (const one of asked) {
      results.push(this.#begin(one));
      yield;
    }
    return results;
  }

  #begin({ item, target, seen }: Asked): AttributeWatchResultInit {
    const { watches, edges, session, context } = this.#options;
    if (target instanceof Refusal) return { target: item.target, code: target.code };
    if (context.gone) return { target: wireTarget(target) };
    const edge = orRefusal(() => {
      this.#bounds.check();
      return watches.begin(session, target, item.names);
    });
    if (edge instanceof Refusal) return { target: item.target, code: edge.code };
    if (!seen) this.#unseen.push(target);
    return this.#bounds.take({ target: wireTarget(target), attributes: edges.answer(edge) });
  }
}

/** @throws what else than a refusal is thrown. */
function orRefusal<Result>(work: () => Result): Result | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
