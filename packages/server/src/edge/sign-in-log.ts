import type { Log } from "../process/log.ts";

const AGAIN_MS = 60_000;
/** Different messages logged per minute. Messages can repeat parts of a token, so anybody could otherwise flood the log. */
const SENTENCES = 64;

/** Logs why sign-ins are refused, each message once a minute. */
export class SignInLog {
  readonly #toldMs = new Map<string, number>();

  refused(sentence: string, ip: string, log: Pick<Log, "warn">, nowMs = performance.now()): void {
    for (const [other, toldMs] of this.#toldMs) {
      if (nowMs - toldMs < AGAIN_MS) break;
      this.#toldMs.delete(other);
    }
    if (this.#toldMs.has(sentence) || this.#toldMs.size >= SENTENCES) return;
    this.#toldMs.set(sentence, nowMs);
    log.warn({ ip }, `a sign-in was refused: ${sentence}`);
  }
}
