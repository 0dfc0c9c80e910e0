import { decode, encode, type Read, readServerFrame, type Write } from "@livename/wire";
import { DeviceKind } from "@livename/wire/session";
import { Follows, type HeldPush } from "../../src/edge/follows.ts";
import { connectionGone } from "../../src/edge/refusals.ts";
import type { Holder } from "../../src/kernel/budget.ts";
import type { CommandContext, Feature, PushSource, Session } from "../../src/kernel/feature.ts";
import { COMMUNITY } from "./community.ts";

let sessions = 0;
let commands = 0;

/** A session without a connection: what a feature pushes is kept for the test to read. */
export class TestSession implements Session {
  readonly id = `session-${++sessions}`;
  readonly community = COMMUNITY;
  readonly person: string;
  readonly device: string;
  readonly deviceKind: DeviceKind;
  readonly marksInput: boolean;
  readonly scopes: readonly string[];
  readonly application: string | undefined;
  share: Holder = { heldBytes: 0 };
  attached = true;
  readonly sent: HeldPush[] = [];
  /** Of the connection that it has now. */
  #follows = new Follows();

  constructor(
    person: string,
    options: {
      kind?: DeviceKind;
      device?: string;
      marksInput?: boolean;
      scopes?: readonly string[];
      application?: string;
    } = {},
  ) {
    this.person = person;
    this.device = options.device ?? this.id;
    this.deviceKind = options.kind ?? DeviceKind.DESKTOP;
    this.marksInput = options.marksInput ?? true;
    this.scopes = options.scopes ?? [];
    this.application = options.application;
  }

  pushRegister(key: string, frame: Uint8Array, source?: PushSource): void {
    this.#push({ kind: "register", key, frame }, source);
  }

  pushEntry(frame: Uint8Array, source?: PushSource): void {
    this.#push({ kind: "entry", key: "", frame }, source);
  }

  pushSignal(frame: Uint8Array, source?: PushSource): void {
    this.#push({ kind: "signal", key: "", frame }, source);
  }

  /** What reaches the client, in order. */
  protected received(push: HeldPush): void {
    this.sent.push(push);
  }

  /** Asks as a client does, through the bytes. */
  async call<Request, Reply>(
    feature: Feature,
    call: { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> },
    request: Request,
    key = "",
    timeMs = 0,
  ): Promise<Reply> {
    const payload = encode(call.write, request);
    return decode(call.read, await this.ask(feature, call.method, { key, payload, timeMs }));
  }

  /** As the edge asks a feature: what is pushed about what the command begins to follow comes behind its answer. */
  async ask(
    feature: Feature,
    method: number,
    command: Pick<CommandContext, "key" | "payload" | "timeMs">,
    answered: (payload: Uint8Array) => void = () => undefined,
  ): Promise<Uint8Array> {
    const route = feature.routes.find((one) => one.method === method);
    if (!route) throw new Error(`${feature.name} has no method ${method}`);
    const id = ++commands;
    const follows = this.#follows;
    const gone = (): boolean => follows !== this.#follows;
    const context: CommandContext = {
      ...command,
      get gone() {
        return gone();
      },
      follow(source) {
        if (gone()) throw connectionGone();
        follows.begin(id, source);
      },
    };
    try {
      const reply = await route.handle(this, command.payload, context);
      answered(reply);
      return reply;
    } finally {
      for (const push of follows.answered(id)) this.received(push);
    }
  }

  /** The pushes of this method so far, which are then forgotten. */
  take<Payload>(push: { readonly method: number; readonly read: Read<Payload> }): Payload[] {
    const taken: Payload[] = [];
    for (const sent of this.sent.splice(0)) {
      const [message] = readServerFrame(sent.frame);
      if (message?.method === push.method) taken.push(decode(push.read, message.payload));
      else this.sent.push(sent);
    }
    return taken;
  }

  /** Loses the connection and comes back, as the session manager tells it. */
  detach(feature: Feature): void {
    this.lose();
    feature.detached?.(this);
  }

  /** The connection is gone. */
  lose(): void {
    this.attached = false;
    const follows = this.#follows;
    this.#follows = new Follows();
    follows.ended(this);
  }

  #push(push: HeldPush, source: PushSource | undefined): void {
    if (this.attached && !(source && this.#follows.keep(source, push))) this.received(push);
  }

  resume(feature: Feature): void {
    this.attached = true;
    feature.resumed?.(this);
  }
}

/** A session that the feature has been told of. */
export function open(feature: Feature, ...rest: ConstructorParameters<typeof TestSession>): TestSession {
  const session = new TestSession(...rest);
  feature.opened?.(session);
  return session;
}
