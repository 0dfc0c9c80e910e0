import { decode, encode, type Read, readServerFrame, type Write } from "@livename/wire";
import { DeviceKind } from "@livename/wire/session";
import type { Holder } from "../../src/budget.ts";
import type { Feature, Session } from "../../src/feature.ts";
import { COMMUNITY } from "./community.ts";

interface Sent {
  readonly kind: "register" | "entry" | "signal";
  readonly key: string;
  readonly frame: Uint8Array;
}

let sessions = 0;

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
  readonly sent: Sent[] = [];

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

  pushRegister(key: string, frame: Uint8Array): void {
    if (this.attached) this.sent.push({ kind: "register", key, frame });
  }

  pushEntry(key: string, frame: Uint8Array): void {
    if (this.attached) this.sent.push({ kind: "entry", key, frame });
  }

  pushSignal(frame: Uint8Array): void {
    if (this.attached) this.sent.push({ kind: "signal", key: "", frame });
  }

  /** Asks as a client does, through the bytes. */
  async call<Request, Reply>(
    feature: Feature,
    call: { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> },
    request: Request,
    key = "",
    timeMs = 0,
  ): Promise<Reply> {
    const route = feature.routes.find(({ method }) => method === call.method);
    if (!route) throw new Error(`${feature.name} has no method ${call.method}`);
    const payload = encode(call.write, request);
    return decode(call.read, await route.handle(this, payload, { key, payload, timeMs }));
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
    this.attached = false;
    feature.detached?.(this);
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
