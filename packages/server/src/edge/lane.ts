import type { Command } from "@livename/wire/frame";

/** Estimated memory of a waiting command besides its payload. */
export const COMMAND_BYTES = 256;

/**
 * Runs one connection's heavy commands one at a time. The next one starts when the client has read the reply to the one
 * before. Commands that arrive behind a waiting one are queued too, in order; signals and commands that may overtake are
 * not.
 */
export class Lane {
  /**
   * `running`: a heavy command is not answered yet. `draining`: a large reply is being sent. `woken`: the queue goes on
   * when the scheduler gives it a time slice.
   */
  state: "free" | "running" | "draining" | "woken" = "free";
  /** How many scheduled runs of the queue have not ended. Until it is 0, nothing is read from the socket. */
  working = 0;
  readonly #waiting: Command[] = [];
  #bytes = 0;

  get length(): number {
    return this.#waiting.length;
  }

  /** Estimated memory of the queue. */
  get bytes(): number {
    return this.#bytes;
  }

  put(command: Command): void {
    this.#waiting.push(command);
    this.#bytes += bytesOf(command);
  }

  /** Removes and returns the oldest command. */
  next(): Command | undefined {
    const command = this.#waiting.shift();
    if (command) this.#bytes -= bytesOf(command);
    return command;
  }
}

export function bytesOf({ payload }: Command): number {
  return payload.length + COMMAND_BYTES;
}
