import { contradicts, type History, type Told } from "./continuity.ts";
import { openToken, sealToken } from "./continuity-token.ts";

/** Continuity tokens for clients, and what a token that a client shows proves (S20). */
export interface Evidence {
  readonly epoch: number;
  /** Goes up with each commit, before its requests are answered. */
  readonly commits: number;
  /** A token of the store's present state; the same for everybody until the next commit. */
  token(): Uint8Array;
  /** Whether the token proves that the store went back in time after it was given. Invalid tokens and those of other epochs prove nothing. */
  proves(token: Uint8Array): boolean;
  /** Starts a new epoch, which voids everything that clients hold. Simultaneous calls share one new epoch. */
  renew(): Promise<void>;
}

export interface EvidenceOptions {
  readonly key: Uint8Array;
  readonly run: number;
  readonly history: Pick<History, "epoch" | "runs">;
  /** Shared with the writer, which updates it before it answers. */
  readonly commits: BigInt64Array;
  /** Starts a new epoch in the database. Resolves to the new history. */
  readonly renew: () => Promise<Pick<History, "epoch" | "runs">>;
}

export class StoreEvidence implements Evidence {
  readonly #options: EvidenceOptions;
  #history: Pick<History, "epoch" | "runs">;
  #renewing: Promise<void> | undefined;

  constructor(options: EvidenceOptions) {
    this.#options = options;
    this.#history = options.history;
  }

  get epoch(): number {
    return this.#history.epoch;
  }

  get commits(): number {
    return Number(Atomics.load(this.#options.commits, 0));
  }

  token(): Uint8Array {
    const told: Told = { epoch: this.epoch, run: this.#options.run, commits: this.commits };
    return sealToken(this.#options.key, told);
  }

  proves(token: Uint8Array): boolean {
    const told = openToken(this.#options.key, token);
    return told !== undefined && contradicts({ ...this.#history, commits: this.commits }, told);
  }

  renew(): Promise<void> {
    this.#renewing ??= this.#options
      .renew()
      .then((history) => {
        this.#history = history;
      })
      .finally(() => {
        this.#renewing = undefined;
      });
    return this.#renewing;
  }
}
