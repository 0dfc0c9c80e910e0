import { decode, encode, type Read, type Write } from "@livename/wire";
import type { Feature } from "../../../src/feature.ts";
import { Refusal } from "../../../src/refusal.ts";
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

  override pushRegister(key: string, frame: Uint8Array): void {
    if (this.attached) this.#note(`register ${key}`, frame);
  }

  override pushEntry(key: string, frame: Uint8Array): void {
    if (this.attached) this.#note(`entry ${key}`, frame);
  }

  override pushSignal(frame: Uint8Array): void {
    if (this.attached) this.#note("signal", frame);
  }

  override async call<Request, Reply>(
    feature: Feature,
    call: { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> },
    request: Request,
    key = "",
  ): Promise<Reply> {
    const route = feature.routes.find(({ method }) => method === call.method)!;
    try {
      const asked = encode(call.write, request);
      const payload = await route.handle(this, asked, { key, payload: asked });
      this.#note(`reply ${call.method}`, payload);
      return decode(call.read, payload);
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
