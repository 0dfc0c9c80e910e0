import { Unreachable } from "../../src/errors.ts";
import type { CallOptions, Channel, Lifetime } from "../../src/link/channel.ts";

export interface Asked {
  readonly request: unknown;
  readonly lifetime: Lifetime;
  give(reply: unknown): void;
  refuse(error: unknown): void;
}

/** A connection that the test gives and takes: it knows who listens, and answers as the test says. */
export class TestChannel implements Pick<Channel, "call" | "onConnect"> {
  readonly #listeners = new Set<{ connected: () => void; lost: () => void }>();
  readonly #open = new Set<(error: unknown) => void>();
  #isConnected = false;

  get channel(): Channel {
    return this as unknown as Channel;
  }

  onConnect(connected: () => void, lost: () => void = () => {}): () => void {
    const listener = { connected, lost };
    this.#listeners.add(listener);
    if (this.#isConnected) connected();
    return () => void this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  connect(): void {
    this.#isConnected = true;
    for (const { connected } of [...this.#listeners]) connected();
  }

  /** What was asked on this connection and is not answered yet fails. */
  lose(): void {
    this.#isConnected = false;
    for (const reject of this.#open) reject(new Unreachable("connection-lost", "The connection was lost."));
    for (const { lost } of [...this.#listeners]) lost();
  }

  /** All that was asked, in order. */
  readonly asked: Asked[] = [];

  call<Request, Reply>(_: unknown, request: Request, { lifetime = "kept" }: CallOptions = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#open.add(reject);
      this.asked.push({ request, lifetime, give: (reply) => resolve(reply as Reply), refuse: reject });
    });
  }
}
