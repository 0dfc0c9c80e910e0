import type { Cost } from "../kernel/cost.ts";
import type { Clock } from "../time/clock.ts";
import { costOf, costOfBytes, owe, owesMs, type Rates, spend } from "./rates.ts";
import type { ConnectedSession, PersonShare } from "./session-host.ts";

/** Tokens that a person deposits while a heavy command runs: they bound how many all the person's sessions start at once. */
const AHEAD = 64;

/** Charges for commands: the session and its person each pay, from their own buckets (SPEC F16). */
export class Prices {
  readonly #clock: Clock;
  readonly #rates: Rates;
  readonly #personRates: Rates;

  constructor(clock: Clock, rates: Rates, personRates: Rates) {
    this.#clock = clock;
    this.#rates = rates;
    this.#personRates = personRates;
  }

  /** Charges for a command before it runs. Returns the milliseconds to wait, 0 if it may run now. */
  take({ spending, share }: ConnectedSession, price: Cost, payload: Uint8Array): number {
    const kind = price.rate;
    const cost = costOf(price, payload);
    const now = this.#clock.monotonic();
    return (
      spend(spending, kind, this.#rates[kind], now, cost) || spend(share, kind, this.#personRates[kind], now, cost)
    );
  }

  /** Charges for the size of the reply. The buckets may go into debt, so that later commands wait. */
  answered({ spending, share }: ConnectedSession, { rate: kind }: Cost, bytes: number): void {
    const cost = costOfBytes(bytes);
    if (cost === 0) return;
    const now = this.#clock.monotonic();
    owe(spending, kind, this.#rates[kind], now, cost);
    owe(share, kind, this.#personRates[kind], now, cost);
  }

  /** Takes the deposit for a heavy command. Call the returned function when it is done to give it back. */
  ahead({ share }: ConnectedSession, { rate: kind }: Cost): () => void {
    owe(share, kind, this.#personRates[kind], this.#clock.monotonic(), AHEAD);
    return () => owe(share, kind, this.#personRates[kind], this.#clock.monotonic(), -AHEAD);
  }

  /** Milliseconds until the session and its person have no debt for commands of this rate class; 0 without debt. */
  owesMs({ spending, share }: ConnectedSession, { rate: kind }: Cost): number {
    const now = this.#clock.monotonic();
    return owesMs(spending, kind, this.#rates[kind], now) || owesMs(share, kind, this.#personRates[kind], now);
  }

  /** Charges the person for a hello. Returns the milliseconds to wait, 0 if it is accepted. */
  hello(share: PersonShare): number {
    return spend(share, "hello", this.#personRates.hello, this.#clock.monotonic());
  }

  /** Charges for a frame without a command, or for a command that was too fast. Returns false if the connection must close. */
  tolerates(session: ConnectedSession, cost = 1): boolean {
    return spend(session.spending, "refusals", this.#rates.refusals, this.#clock.monotonic(), cost) === 0;
  }
}
