import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import type { Log } from "../process/log.ts";

/** Delay from a new connection to the check. */
const LOOK_MS = 100;
/** Interval of the checks while there are no descriptors. */
const LOOK_AGAIN_MS = 1_000;
/**
 * Fewer free descriptors than this count as none: a file that was open while connections were dropped may have been closed
 * before the check, and the store and the log need some too.
 */
const ENOUGH = 8;
/** Least interval between log messages, so that a recurring shortage does not fill the disk. */
const SAY_AGAIN_MS = 60_000;

/**
 * Notices that the process has run out of file descriptors. Node does not report this: it accepts a connection and closes
 * it at once. So this class tries to open some descriptors after each new connection, and until enough are free again.
 */
export class Descriptors {
  readonly #log: Log;
  readonly #trySome: () => void;
  #timer: NodeJS.Timeout | undefined;
  #out = false;
  #saidMs = Number.NEGATIVE_INFINITY;
  /** How often the process has run out of descriptors. */
  count = 0;

  /** `trySome` opens and closes descriptors, or throws. */
  constructor(log: Log, trySome: () => void = takeEnough) {
    this.#log = log;
    this.#trySome = trySome;
  }

  /** Call this for each new connection. */
  taken(): void {
    this.#timer ??= this.#later(LOOK_MS);
  }

  /** Call this when a connection could not be accepted. */
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
      if (this.#out) this.#log.debug({}, "file descriptors are available again");
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
      "there are no file descriptors left: new connections are closed at once. Raise LimitNOFILE of the unit (ulimit -n), or set limits.connectionsPerIp";
    this.#log.error({ err }, sentence);
  }
}

/** @throws the system's error when fewer than ENOUGH descriptors are free. */
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
