import { Unreachable } from "../../src/errors.ts";
import type { Channel } from "../../src/link/channel.ts";

/** A connection that the test gives and takes: it knows who follows, and nothing of what they ask. */
export class TestChannel implements Pick<Channel, "follow"> {
  readonly #followers = new Set<{ attach: () => void; lost: () => void }>();
  readonly #open = new Set<(error: unknown) => void>();
  #attached = false;

  get channel(): Channel {
    return this as unknown as Channel;
  }

  follow(attach: () => void, lost: () => void = () => {}): () => void {
    const follower = { attach, lost };
    this.#followers.add(follower);
    if (this.#attached) attach();
    return () => void this.#followers.delete(follower);
  }

  get followers(): number {
    return this.#followers.size;
  }

  attach(): void {
    this.#attached = true;
    for (const { attach } of [...this.#followers]) attach();
  }

  /** What was asked on this connection and is not answered yet fails. */
  lose(): void {
    this.#attached = false;
    for (const reject of [...this.#open]) reject(new Unreachable("connection-lost", "The connection was lost."));
    for (const { lost } of [...this.#followers]) lost();
  }

  /** An answer that comes when the test gives it, unless the connection is lost before. */
  ask<Answer>(): { readonly answer: Promise<Answer>; give(answer: Answer): void; refuse(error: unknown): void } {
    let give = (_: Answer): void => {};
    let refuse = (_: unknown): void => {};
    const answer = new Promise<Answer>((resolve, reject) => {
      give = resolve;
      refuse = reject;
    });
    this.#open.add(refuse);
    answer.finally(() => this.#open.delete(refuse)).catch(() => {});
    return { answer, give: (one) => give(one), refuse: (error) => refuse(error) };
  }
}
