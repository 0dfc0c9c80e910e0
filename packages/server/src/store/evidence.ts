import { contradicts, type History, type Told } from "./continuity.ts";
import { openToken, sealToken } from "./continuity-token.ts";

/** What clients are given of the store's mark, and what follows from what they show. */
export interface Evidence {
  readonly epoch: number;
  /** Rises with each commit that anybody may have been told of. */
  readonly commits: number;
  /** Says how far the store has come; the same for everybody until something else is committed. */
  token(): Uint8Array;
  /** Whether the token proves that the store has gone back since it was given. What is no token of this epoch proves nothing. */
  proves(token: Uint8Array): boolean;
  /** Makes void everything that was told, under a new epoch. Several at once are one. */
  renew(): Promise<void>;
}

export interface EvidenceOptions {
  readonly key: Uint8Array;
  readonly run: number;
  readonly history: Pick<History, "epoch" | "runs">;
  /** Written by the writer before answers. */
  readonly commits: BigInt64Array;
  /** Resolves to what holds from then on. */
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
