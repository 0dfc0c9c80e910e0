/** Counters of all connections since the start, for the metrics page. */
export class Counts {
  helloOk = 0;
  helloRefused = 0;
  /** Signals dropped because the client was stalled. */
  dropped = 0;
  /** Connections closed because the client read too slowly. */
  slow = 0;
  /** Connections closed because the client did not answer a ping. */
  silent = 0;
  readonly #answered = new Map<number, number>();
  readonly #refused = new Map<number, Map<number, number>>();

  answered(method: number): void {
    this.#answered.set(method, (this.#answered.get(method) ?? 0) + 1);
  }

  refused(method: number, code: number): void {
    let codes = this.#refused.get(method);
    if (!codes) {
      codes = new Map();
      this.#refused.set(method, codes);
    }
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }

  /** Counts by method and result; `code` 0 means answered. */
  *commands(): Iterable<{ method: number; code: number; count: number }> {
    for (const [method, count] of this.#answered) yield { method, code: 0, count };
    for (const [method, codes] of this.#refused) {
      for (const [code, count] of codes) yield { method, code, count };
    }
  }
}
