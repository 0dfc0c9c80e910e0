import type { CommandContext, PushSource } from "../kernel/feature.ts";

/** The connection of a command, as the command sees it. */
export interface Origin {
  readonly ended: boolean;
  follow(command: number, source: PushSource): void;
}

export interface Sent {
  readonly id: number;
  readonly key: string;
  readonly payload: Uint8Array;
  readonly timeMs: number;
}

/** One command as its feature sees it. */
export class Context implements CommandContext {
  readonly #origin: Origin;
  readonly #command: Sent;

  constructor(origin: Origin, command: Sent) {
    this.#origin = origin;
    this.#command = command;
  }

  get key(): string {
    return this.#command.key;
  }

  get payload(): Uint8Array {
    return this.#command.payload;
  }

  get timeMs(): number {
    return this.#command.timeMs;
  }

  get gone(): boolean {
    return this.#origin.ended;
  }

  follow(source: PushSource): void {
    this.#origin.follow(this.#command.id, source);
  }
}
