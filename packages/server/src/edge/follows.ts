import type { PushSource, Session } from "../kernel/feature.ts";

/** A push that waits for a reply. An entry of a log or a signal has no key. */
export interface HeldPush {
  readonly kind: "register" | "entry" | "signal";
  readonly key: string;
  readonly frame: Uint8Array;
}

interface Followed {
  /** Ids of the commands that began to follow it and are not answered yet. */
  readonly unanswered: Set<number>;
  held: HeldPush[];
}

/**
 * What the commands of one connection began to follow. Pushes about it wait until these commands have been answered: the
 * client learns what there is before it learns what has changed (F15).
 */
export class Follows {
  readonly #sources = new Map<PushSource, Followed>();
  #heldBytes = 0;

  /** Bytes of pushes that wait. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  begin(command: number, source: PushSource): void {
    const followed = this.#sources.get(source) ?? { unanswered: new Set(), held: [] };
    this.#sources.set(source, followed);
    followed.unanswered.add(command);
  }

  /** Keeps the push when it has to wait. Returns whether it was kept. */
  keep(source: PushSource, push: HeldPush): boolean {
    const followed = this.#sources.get(source);
    if (!followed || followed.unanswered.size === 0) return false;
    followed.held.push(push);
    this.#heldBytes += push.frame.length;
    return true;
  }

  /** The command has been answered. Returns the pushes that may follow now, in order. */
  answered(command: number): readonly HeldPush[] {
    const free: HeldPush[] = [];
    for (const followed of this.#sources.values()) {
      if (!followed.unanswered.delete(command) || followed.unanswered.size > 0) continue;
      free.push(...followed.held);
      followed.held = [];
    }
    for (const { frame } of free) this.#heldBytes -= frame.length;
    return free;
  }

  /** The connection is gone. */
  ended(session: Session): void {
    const sources = [...this.#sources.keys()];
    this.#sources.clear();
    this.#heldBytes = 0;
    for (const source of sources) source.ended(session);
  }
}
