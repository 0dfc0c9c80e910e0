import type { PushSource, Session } from "../kernel/feature.ts";

/** A push that waits for a reply. The key of an entry or a signal is empty. */
export interface HeldPush {
  readonly kind: "register" | "entry" | "signal";
  readonly key: string;
  readonly frame: Uint8Array;
}

interface Followed {
  /** Ids of the commands that follow it and are not answered yet. */
  readonly unanswered: Set<number>;
  held: HeldPush[];
}

/**
 * The sources that one connection follows. Pushes of a source wait until the commands that follow it have been answered:
 * the client gets the state before it gets changes of it (F15).
 */
export class Follows {
  readonly #sources = new Map<PushSource, Followed>();
  #heldBytes = 0;

  /** Bytes of the waiting pushes. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  begin(command: number, source: PushSource): void {
    const followed = this.#sources.get(source) ?? { unanswered: new Set(), held: [] };
    this.#sources.set(source, followed);
    followed.unanswered.add(command);
  }

  /** Holds the push if it has to wait. Returns whether it does. */
  keep(source: PushSource, push: HeldPush): boolean {
    const followed = this.#sources.get(source);
    if (!followed || followed.unanswered.size === 0) return false;
    followed.held.push(push);
    this.#heldBytes += push.frame.length;
    return true;
  }

  /** Marks the command as answered. Returns the pushes that may be sent now, in order. */
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

  /** Tells all sources that the connection is gone. */
  ended(session: Session): void {
    const sources = [...this.#sources.keys()];
    this.#sources.clear();
    this.#heldBytes = 0;
    for (const source of sources) source.ended(session);
  }
}
