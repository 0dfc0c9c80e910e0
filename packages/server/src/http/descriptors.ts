import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import type { Log } from "../process/log.ts";

/** How long after a connection came it is looked whether more can come. */
const LOOK_MS = 100;
/** How often it is looked while none can. */
const LOOK_AGAIN_MS = 1_000;
/**
 * Fewer than this are as good as none: a file that was open while a crowd was cut may be closed when it is looked, and
 * the store and the log need some, too.
 */
const ENOUGH = 8;
/** What comes and goes fills no disk. */
const SAY_AGAIN_MS = 60_000;

/**
 * Notices that the process has no file descriptors left. Node says nothing of it: whoever connects then is let in and cut
 * at once. So some are tried after connections came, and until there are enough again.
 */
export class Descriptors {
  readonly #log: Log;
  readonly #trySome: () => void;
  #timer: NodeJS.Timeout | undefined;
  #out = false;
  #saidMs = Number.NEGATIVE_INFINITY;
  /** How many times there were none. */
  count = 0;

  /** `trySome` takes descriptors and gives them back, or throws. */
  constructor(log: Log, trySome: () => void = takeEnough) {
    this.#log = log;
    this.#trySome = trySome;
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
      this.#trySome();
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
      "there are no file descriptors left: whoever connects is cut at once. Raise LimitNOFILE of the unit (ulimit -n), or set limits.connectionsPerIp";
    this.#log.error({ err }, sentence);
  }
}

/** @throws what the system says when there are fewer than enough. */
function takeEnough(): void {
  const taken: number[] = [];
  try {
    while (taken.length < ENOUGH) taken.push(openSync(devNull, "r"));
  } finally {
    for (const descriptor of taken) closeSync(descriptor);
  }
}

function isOut({ code }: NodeJS.ErrnoException): boolean {
  return code === "EMFILE" || code === "ENFILE";
}
