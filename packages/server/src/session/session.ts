import type { DeviceKind } from "@livename/wire/session";
import { Spending } from "../edge/rates.ts";
import type { ConnectedSession, Link, PersonShare } from "../edge/session-host.ts";
import type { PushSource } from "../kernel/feature.ts";

/** Everything of one person that is here. */
export interface PersonSessions {
  sessions: ClientSession[];
  readonly share: PersonShare;
}

export interface SessionIdentity {
  readonly id: string;
  /** What takes the session up again; known to its client alone. */
  readonly secret: string;
  readonly community: string;
  readonly person: string;
  readonly device: string;
  readonly deviceKind: DeviceKind;
  readonly marksInput: boolean;
  readonly unseen?: boolean;
  /** It is no client's: nobody signed in to it. */
  readonly inside?: boolean;
}

const NONE: readonly string[] = [];

/** A session in memory: 20,000 of them share a process, so it holds what it must and no closures. */
export class ClientSession implements ConnectedSession {
  readonly id: string;
  readonly secret: string;
  readonly community: string;
  readonly person: string;
  readonly device: string;
  readonly deviceKind: DeviceKind;
  readonly marksInput: boolean;
  readonly unseen: boolean;
  readonly inside: boolean;
  readonly spending = new Spending();
  readonly share: PersonShare;
  /** When the sign-in ends; 0 for never. */
  expiresMs = 0;
  /** The browser's sign-in that it lives by, if it does. */
  signIn: string | undefined;
  /** The features know of it. */
  begun = false;
  scopes: readonly string[] = NONE;
  application: string | undefined;
  /** The page said goodbye. */
  leaving = false;
  /** Nothing of it is left to anybody. */
  closed = false;
  connection: Link | undefined;
  cancelGrace: (() => void) | undefined;

  constructor(identity: SessionIdentity, share: PersonShare) {
    this.id = identity.id;
    this.secret = identity.secret;
    this.community = identity.community;
    this.person = identity.person;
    this.device = identity.device;
    this.deviceKind = identity.deviceKind;
    this.marksInput = identity.marksInput;
    this.unseen = identity.unseen ?? false;
    this.inside = identity.inside ?? false;
    this.share = share;
  }

  get attached(): boolean {
    return this.connection !== undefined;
  }

  fetch(): number {
    return this.connection?.fetch() ?? 0;
  }

  pushRegister(key: string, frame: Uint8Array, source?: PushSource): void {
    this.connection?.register(key, frame, source);
  }

  pushEntry(frame: Uint8Array, source?: PushSource): void {
    this.connection?.entry(frame, source);
  }

  pushSignal(frame: Uint8Array, source?: PushSource): void {
    this.connection?.signal(frame, source);
  }
}
