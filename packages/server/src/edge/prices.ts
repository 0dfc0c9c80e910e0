import type { Cost } from "../kernel/cost.ts";
import type { Clock } from "../time/clock.ts";
import { costOf, costOfBytes, owe, owesMs, type Rates, spend } from "./rates.ts";
import type { ConnectedSession, PersonShare } from "./session-host.ts";

/** Tokens that a person pays ahead for a heavy command under way: what all sessions begin at once is bounded by them. */
const AHEAD = 64;

/** What commands cost, and who pays: the session and its person, each from a bucket of its own (SPEC F16). */
export class Prices {
  readonly #clock: Clock;
  readonly #rates: Rates;
  readonly #personRates: Rates;

  constructor(clock: Clock, rates: Rates, personRates: Rates) {
    this.#clock = clock;
    this.#rates = rates;
    this.#personRates = personRates;
  }

  /** Takes what the command costs by itself. Returns in how many milliseconds there is enough, 0 when there was. */
  take({ spending, share }: ConnectedSession, price: Cost, payload: Uint8Array): number {
    const kind = price.rate;
    const cost = costOf(price, payload);
    const now = this.#clock.monotonic();
    return (
      spend(spending, kind, this.#rates[kind], now, cost) || spend(share, kind, this.#personRates[kind], now, cost)
    );
  }

  /** Takes what the answer costs, from those who may have to wait for it. */
  answered({ spending, share }: ConnectedSession, { rate: kind }: Cost, bytes: number): void {
    const cost = costOfBytes(bytes);
    if (cost === 0) return;
    const now = this.#clock.monotonic();
    owe(spending, kind, this.#rates[kind], now, cost);
    owe(share, kind, this.#personRates[kind], now, cost);
  }

  /** A heavy command begins; call what is returned when it is done. */
  ahead({ share }: ConnectedSession, { rate: kind }: Cost): () => void {
    owe(share, kind, this.#personRates[kind], this.#clock.monotonic(), AHEAD);
    return () => owe(share, kind, this.#personRates[kind], this.#clock.monotonic(), -AHEAD);
  }

  /** In how many milliseconds the session owes nothing for commands like this one; 0 when it does not. */
  owesMs({ spending, share }: ConnectedSession, { rate: kind }: Cost): number {
    const now = this.#clock.monotonic();
    return owesMs(spending, kind, this.#rates[kind], now) || owesMs(share, kind, this.#personRates[kind], now);
  }

  /** The person says hello once more. Returns how long to wait. */
  hello(share: PersonShare): number {
    return spend(share, "hello", this.#personRates.hello, this.#clock.monotonic());
  }

  /** Something that asked for nothing, or too fast. Returns whether the session may go on. */
  bears(session: ConnectedSession, cost = 1): boolean {
    return spend(session.spending, "refusals", this.#rates.refusals, this.#clock.monotonic(), cost) === 0;
  }
}
