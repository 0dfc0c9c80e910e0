import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import type { Log } from "../process/log.ts";

/** How long after a connection came it is looked whether more can come. */
const LOOK_MS = 100;
/** How often it is looked while none can. */
const LOOK_AGAIN_MS = 1_000;
/** What comes and goes fills no disk. */
const SAY_AGAIN_MS = 60_000;

/**
 * Notices that the process has no file descriptor left. Node says nothing of it: whoever connects then is let in and cut
 * at once. So one is tried after connections came, and until there are some again.
 */
export class Descriptors {
  readonly #log: Log;
  readonly #tryOne: () => void;
  #timer: NodeJS.Timeout | undefined;
  #out = false;
  #saidMs = Number.NEGATIVE_INFINITY;
  /** How many times there were none. */
  count = 0;

  /** `tryOne` takes a descriptor and gives it back, or throws. */
  constructor(log: Log, tryOne: () => void = () => closeSync(openSync(devNull, "r"))) {
    this.#log = log;
    this.#tryOne = tryOne;
  }

  /** A connection came. */
  taken(): void {
    this.#timer ??= this.#later(LOOK_MS);
  }

  /** A connection could not be accepted. */
  failed(error: NodeJS.ErrnoException): void {
    if (isOut(error)) this.#look();
    else this.#log.error({ err: error }, "a connection could not be accepted");
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #later(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      this.#tryOne();
      if (this.#out) this.#log.debug({}, "there are file descriptors again");
      this.#out = false;
    } catch (error) {
      if (!isOut(error as NodeJS.ErrnoException)) return;
      if (!this.#out) this.count++;
      this.#out = true;
      this.#say(error);
      this.#timer = this.#later(LOOK_AGAIN_MS);
    }
  }

  #say(err: unknown): void {
    const now = performance.now();
    if (now - this.#saidMs < SAY_AGAIN_MS) return;
    this.#saidMs = now;
    const sentence =
      "there is no file descriptor left: whoever connects is cut at once. Raise LimitNOFILE of the unit (ulimit -n), or set limits.connectionsPerIp";
    this.#log.error({ err }, sentence);
  }
}

function isOut({ code }: NodeJS.ErrnoException): boolean {
  return code === "EMFILE" || code === "ENFILE";
}
