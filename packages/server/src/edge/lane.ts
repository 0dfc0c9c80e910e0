import type { Command } from "@livename/wire/frame";

/** What a command that waits costs besides its payload. */
export const COMMAND_BYTES = 256;

/**
 * One connection's heavy commands, one at a time: the next begins when the one before has been answered and the client
 * has read the answer. Meanwhile what comes behind one that waits waits too, in order, but for signals.
 */
export class Lane {
  /** `running`: not answered yet; `draining`: the answer is on its way; `woken`: what waits goes on when it is its turn. */
  state: "free" | "running" | "draining" | "woken" = "free";
  /** How often it was woken and is not yet done with what waited: meanwhile nothing is read. */
  working = 0;
  readonly #waiting: Command[] = [];
  #bytes = 0;

  get length(): number {
    return this.#waiting.length;
  }

  /** What waits takes so many bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  put(command: Command): void {
    this.#waiting.push(command);
    this.#bytes += bytesOf(command);
  }

  /** The command that has waited longest. */
  next(): Command | undefined {
    const command = this.#waiting.shift();
    if (command) this.#bytes -= bytesOf(command);
    return command;
  }
}

export function bytesOf({ payload }: Command): number {
  return payload.length + COMMAND_BYTES;
}
