import { decode, encode, type Read, type Write } from "@livename/wire";
import type { HeldPush } from "../../../src/edge/follows.ts";
import type { Feature } from "../../../src/kernel/feature.ts";
import { Refusal } from "../../../src/kernel/refusal.ts";
import { TestSession } from "../test-session.ts";

/** Everything that reached one person, with its moment, in order. */
export type Received = string[];

/** A session whose every byte is noted. */
export class Watcher extends TestSession {
  readonly #received: Received;
  readonly #now: () => number;

  constructor(person: string, received: Received, now: () => number) {
    super(person);
    this.#received = received;
    this.#now = now;
  }

  protected override received({ kind, key, frame }: HeldPush): void {
    this.#note(key === "" ? kind : `${kind} ${key}`, frame);
  }

  override async call<Request, Reply>(
    feature: Feature,
    call: { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> },
    request: Request,
    key = "",
  ): Promise<Reply> {
    try {
      const payload = encode(call.write, request);
      const note = (reply: Uint8Array): void => this.#note(`reply ${call.method}`, reply);
      return decode(call.read, await this.ask(feature, call.method, { key, payload }, note));
    } catch (error) {
      if (error instanceof Refusal)
        this.#note(`refused ${call.method} ${error.code} ${error.message}`, new Uint8Array());
      throw error;
    }
  }

  #note(what: string, bytes: Uint8Array): void {
    this.#received.push(`${this.#now()} ${what} ${Buffer.from(bytes).toString("hex")}`);
  }
}
