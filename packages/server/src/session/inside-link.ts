import { readServerFrame } from "@livename/wire";
import type { Origin } from "../edge/context.ts";
import { Follows, type HeldPush } from "../edge/follows.ts";
import { connectionGone } from "../edge/refusals.ts";
import type { Link } from "../edge/session-host.ts";
import type { PushSource, Session } from "../kernel/feature.ts";

export interface InsideLinkOptions {
  /** Called with the payload of each push, in order, behind the reply that it had to wait for. */
  readonly pushed: (method: number, payload: Uint8Array) => void;
  /** Called once. */
  readonly closed: (reason: string) => void;
}

/** What a connection is to a session, for one inside the server: pushes are handed on instead of sent. */
export class InsideLink implements Link, Origin {
  readonly origin = { ip: "", loopback: true };
  inactive = false;
  ended = false;
  readonly #options: InsideLinkOptions;
  readonly #follows = new Follows();
  #waiting: Uint8Array[] = [];
  session: Session | undefined;

  constructor(options: InsideLinkOptions) {
    this.#options = options;
  }

  newestToken(): Uint8Array {
    return new Uint8Array();
  }

  fetch(): number {
    return 0;
  }

  register(key: string, frame: Uint8Array, source?: PushSource): void {
    this.#take({ kind: "register", key, frame }, source);
  }

  entry(frame: Uint8Array, source?: PushSource): void {
    this.#take({ kind: "entry", key: "", frame }, source);
  }

  signal(frame: Uint8Array, source?: PushSource): void {
    this.#take({ kind: "signal", key: "", frame }, source);
  }

  follow(command: number, source: PushSource): void {
    if (this.ended) throw connectionGone();
    this.#follows.begin(command, source);
  }

  /** The command has been answered: what waited for that follows (F15). */
  answered(command: number): void {
    for (const { frame } of this.#follows.answered(command)) this.#hand(frame);
  }

  close(_code: number, reason: string): void {
    if (this.ended) return;
    this.ended = true;
    if (this.session) this.#follows.ended(this.session);
    this.#options.closed(reason);
  }

  leave(code: number, reason: string): void {
    this.close(code, reason);
  }

  #take(push: HeldPush, source: PushSource | undefined): void {
    if (!this.ended && !(source && this.#follows.keep(source, push))) this.#hand(push.frame);
  }

  /** Handed on from a turn of its own: listeners may call what pushes, and hear of nothing before the reply is known. */
  #hand(frame: Uint8Array): void {
    if (this.#waiting.push(frame) > 1) return;
    setImmediate(() => {
      const frames = this.#waiting;
      this.#waiting = [];
      for (const one of frames)
        for (const { method, payload } of readServerFrame(one)) if (!this.ended) this.#options.pushed(method, payload);
    });
  }
}
