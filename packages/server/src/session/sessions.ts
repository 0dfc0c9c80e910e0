import { timingSafeEqual } from "node:crypto";
import { CloseCode, encode, pushFrame, type WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { sessionBye, sessionHello, sessionInput, sessionLeave, sessionRefresh } from "@livename/wire/handlers";
import { ByeReason, DeviceKind, type HelloRequest, LeaveAction, type RefreshReplyInit } from "@livename/wire/session";
import type { Link, PersonShare, SessionHost } from "../edge/session-host.ts";
import type { Origin } from "../edge/socket.ts";
import type { Identity, SignedIn } from "../identity/identity.ts";
import { unknownToken } from "../identity/unknown-token.ts";
import type { Feature, Route, SessionEnd } from "../kernel/feature.ts";
import type { InsideOptions } from "../kernel/inside.ts";
import { Refusal } from "../kernel/refusal.ts";
import { route } from "../kernel/route.ts";
import type { People } from "../people/people.ts";
import type { PersonRecord } from "../people/storage/contract.ts";
import type { Log } from "../process/log.ts";
import type { Evidence } from "../store/evidence.ts";
import type { Clock } from "../time/clock.ts";
import { Deadlines } from "../time/deadlines.ts";
import { Crowd } from "./crowd.ts";
import { readHello, TOKEN_CHARS } from "./hello.ts";
import { randomText } from "./random-text.ts";
import { SessionRegistry } from "./registry.ts";
import type { ClientSession } from "./session.ts";

export interface SessionsOptions {
  readonly clock: Clock;
  /** By which people spend what rates give them. */
  readonly spendingClock: Clock;
  readonly log: Log;
  readonly identities: readonly Identity[];
  readonly people: People;
  readonly features: readonly Feature[];
  readonly limits: WireLimits;
  /** How long a session outlives a connection that broke, and one whose page said goodbye. */
  readonly graceMs: number;
  readonly leaveGraceMs: number;
  readonly sessionsPerPerson: number;
  readonly serverVersion: string;
  /** By which a client proves that the store went back. Absent where the store ends with the process. */
  readonly evidence?: Pick<Evidence, "proves" | "renew"> | undefined;
}

const NONE: readonly string[] = [];

/** How many come back in a millisecond when everything is void. */
const VOIDED_A_MS = 2;

interface Admission {
  readonly hello: HelloRequest;
  readonly signedIn: SignedIn;
  readonly person: PersonRecord;
}

/** The life of sessions: opened → (detached → resumed)* → closed (SPEC S). */
export class Sessions implements SessionHost<Admission> {
  readonly routes: readonly Route[];
  readonly registry: SessionRegistry;
  readonly #options: SessionsOptions;
  readonly #offered: ReadonlySet<string>;
  readonly #expiry: Deadlines<ClientSession>;
  readonly #crowd: Crowd;
  readonly #endPeople: () => void;
  #voiding: Promise<void> | undefined;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.registry = new SessionRegistry(options.spendingClock);
    this.#offered = new Set(options.features.filter((feature) => !feature.off).map((feature) => feature.name));
    this.#expiry = new Deadlines(options.clock, "wall", (session) => this.#expire(session));
    this.#crowd = new Crowd(options.clock);
    this.#endPeople = options.people.onChange((community, person) => this.#personChanged(community, person));
    this.routes = [
      route(sessionRefresh, { rate: "read", overtakes: true }, (session, { token }) =>
        this.#refresh(this.#own(session.id), token),
      ),
      route(sessionInput, { rate: "signal", overtakes: true }, (session, { idleMs, inactive }) => {
        const { connection } = this.#own(session.id);
        if (connection) connection.inactive = inactive;
        this.#tell("input", (feature) => feature.input?.(session, idleMs));
        return { serverTimeMs: this.#options.clock.now() };
      }),
      route(sessionBye, { rate: "read", overtakes: true }, (session, { reason }) =>
        this.#bye(this.#own(session.id), reason),
      ),
    ];
  }

  // Hello -----------------------------------------------------------------------------------------------------------

  admit(payload: Uint8Array, origin: Origin): Admission | Promise<Admission> {
    const hello = readHello(payload);
    const signedIn = this.#verify(hello.token, origin);
    return signedIn instanceof Promise
      ? signedIn.then((one) => this.#admission(hello, one))
      : this.#admission(hello, signedIn);
  }

  shareOf({ signedIn, person }: Admission): PersonShare {
    return this.registry.shareOf(signedIn.community, person.id);
  }

  enter(admission: Admission, connection: Link): { session: ClientSession; reply: Uint8Array } {
    const { hello, signedIn, person } = admission;
    const known = this.#resumable(hello, signedIn.community, person.id);
    if (!known && this.#clientsOf(signedIn.community, person.id) >= this.#options.sessionsPerPerson)
      throw new Refusal(
        Code.TOO_MANY,
        "This person has too many sessions. Close some pages, then try again.",
        this.#options.graceMs,
      );
    const identity = known ?? newIdentity(hello, signedIn.community, person.id);
    // What cannot be written must not leave a session behind.
    const reply = encode(sessionHello.write, {
      session: identity.id,
      secret: identity.secret,
      resumed: known !== undefined,
      person: person.id,
      address: person.addresses[0],
      name: person.name,
      limits: this.#options.limits,
      features: [...new Set(hello.features)].filter((name) => this.#offered.has(name)),
      serverTimeMs: this.#options.clock.now(),
      tokenExpiresMs: signedIn.expiresMs,
      serverVersion: this.#options.serverVersion,
      continuity: connection.newestToken(),
    });
    const session = known ?? this.registry.add(identity);
    if (known) this.#release(known);
    session.connection = connection;
    session.leaving = false;
    connection.inactive = hello.inactive;
    this.#setSignIn(session, signedIn);
    return { session, reply };
  }

  begin(session: ClientSession): void {
    if (session.begun) this.#tell("resumed", (feature) => feature.resumed?.(session));
    else {
      session.begun = true;
      this.#tell("opened", (feature) => feature.opened?.(session));
    }
  }

  /** Sessions inside the server take no room of pages and devices. */
  #clientsOf(community: string, person: string): number {
    let clients = 0;
    for (const { inside } of this.registry.of(community, person)) if (!inside) clients++;
    return clients;
  }

  /** The session that hello wants to take up again, if it is this person's and the secret is right. */
  #resumable(hello: HelloRequest, community: string, person: string): ClientSession | undefined {
    if (!hello.resume) return undefined;
    const session = this.registry.get(hello.resume.session);
    if (!session || session.community !== community || session.person !== person) return undefined;
    const expected = Buffer.from(session.secret);
    const given = Buffer.from(hello.resume.secret);
    return expected.length === given.length && timingSafeEqual(expected, given) ? session : undefined;
  }

  /** Takes the session from the connection it is on, or out of its grace. */
  #release(session: ClientSession): void {
    if (session.cancelGrace && !session.leaving && this.#counts(session)) this.#crowd.returned();
    session.cancelGrace?.();
    session.cancelGrace = undefined;
    const former = session.connection;
    if (!former) return;
    session.connection = undefined;
    former.close(CloseCode.TAKEN_OVER, "this session was taken up elsewhere");
    this.#tell("detached", (feature) => feature.detached?.(session));
  }

  #admission(hello: HelloRequest, signedIn: SignedIn): Admission | Promise<Admission> {
    const admission = { hello, signedIn, person: this.#personOf(signedIn) };
    const { evidence } = this.#options;
    if (hello.continuity.length === 0 || !evidence?.proves(hello.continuity)) return admission;
    this.#voiding ??= this.#void(evidence).finally(() => {
      this.#voiding = undefined;
    });
    return this.#voiding.then(() => admission);
  }

  /** The store went back: everybody comes again and asks anew, under another epoch. */
  async #void(evidence: Pick<Evidence, "renew">): Promise<void> {
    this.#options.log.warn(
      {},
      "a client has proved that the store went back in time: what clients hold is void and they read it again",
    );
    await evidence.renew();
    this.#askBack("the data went back in time", this.registry.size / VOIDED_A_MS);
    for (const { connection } of [...this.registry.all()])
      connection?.close(CloseCode.VOID, "the data went back in time: come back and ask anew");
  }

  #personOf({ community, person: name }: SignedIn): PersonRecord {
    const person = this.#options.people.resolve(community, name);
    if (!person)
      throw new Refusal(Code.UNAUTHENTICATED, "The token is good, but its person is not active in this community.");
    return person;
  }

  #verify(token: string, origin: Origin): SignedIn | Promise<SignedIn> {
    const identity = this.#options.identities.find((one) => one.accepts(token));
    if (!identity) {
      const kinds = this.#options.identities.map((one) => one.name);
      throw new Refusal(Code.UNAUTHENTICATED, unknownToken(token, kinds));
    }
    const signedIn = identity.verify(token, { loopback: origin.loopback });
    return signedIn instanceof Promise ? signedIn.then((one) => this.#current(one)) : this.#current(signedIn);
  }

  #current(signedIn: SignedIn): SignedIn {
    if (signedIn.expiresMs > 0 && signedIn.expiresMs <= this.#options.clock.now())
      throw new Refusal(Code.TOKEN_EXPIRED, "The token has expired. Get a new one.");
    return signedIn;
  }

  /** A session that nobody signs in to: whoever has the link may do what the person may. @throws Refusal NO_SUCH_PERSON */
  enterInside(community: string, name: string, options: InsideOptions, link: Link): ClientSession {
    const person = this.#options.people.resolve(community, name);
    if (!person)
      throw new Refusal(Code.NO_SUCH_PERSON, `There is no person ${name}. Give an id or address of somebody who is.`);
    const { visible = false, application, scopes = NONE } = options;
    const hello = { device: "", client: { kind: DeviceKind.BOT }, marksInput: false };
    const session = this.registry.add({ ...newIdentity(hello, community, person.id), unseen: !visible, inside: true });
    session.connection = link;
    session.application = application;
    session.scopes = scopes;
    this.begin(session);
    return session;
  }

  /** Ends a session inside the server, if it has not ended. */
  leaveInside(session: ClientSession): void {
    this.#close(session, "signed-out");
  }

  // Staying signed in -----------------------------------------------------------------------------------------------

  async #refresh(session: ClientSession, token: string): Promise<RefreshReplyInit> {
    if (token.length > TOKEN_CHARS)
      throw new Refusal(Code.INVALID, `A token has at most ${TOKEN_CHARS} characters. Put less into it.`);
    const origin = session.connection?.origin ?? { ip: "", loopback: false };
    const signedIn = await this.#verify(token, origin);
    const person = this.#personOf(signedIn);
    if (signedIn.community !== session.community || person.id !== session.person) {
      throw new Refusal(Code.FORBIDDEN, "The token is another person's. Say hello with it on a new connection.");
    }
    this.#setSignIn(session, signedIn);
    return { tokenExpiresMs: signedIn.expiresMs, serverTimeMs: this.#options.clock.now() };
  }

  #setSignIn(session: ClientSession, { expiresMs, signIn, scopes = NONE, application }: SignedIn): void {
    session.expiresMs = expiresMs;
    session.signIn = signIn;
    session.scopes = scopes;
    session.application = application;
    if (expiresMs === 0) this.#expiry.clear(session);
    else this.#expiry.set(session, expiresMs);
  }

  #expire(session: ClientSession): void {
    session.connection?.close(CloseCode.TOKEN_EXPIRED, "the token has expired: come back with a new one");
  }

  // Leaving ---------------------------------------------------------------------------------------------------------

  lost(session: ClientSession, connection: Link, silent: boolean): void {
    if (session.connection !== connection) return;
    session.connection = undefined;
    const counts = this.#counts(session);
    this.#tell("detached", (feature) => feature.detached?.(session));
    const { clock, graceMs, leaveGraceMs } = this.#options;
    if (session.leaving) {
      session.cancelGrace = clock.after(leaveGraceMs, () => this.#close(session, "left"));
      return;
    }
    if (counts) this.#crowd.lost();
    // Of a connection that was silent nothing has been heard for long: nobody shall be shown as there any longer.
    this.#wait(session, graceMs, silent ? Number.NEGATIVE_INFINITY : clock.monotonic());
  }

  /** Whether it counts among a crowd: of whom not everybody sees, no moment follows that others may notice (S11). */
  #counts({ community, person }: ClientSession): boolean {
    return this.#options.features.every((feature) => feature.seenByAll?.(community, person) ?? true);
  }

  /** Closes the session after that time, unless it is one of a crowd that comes back. */
  #wait(session: ClientSession, graceMs: number, lostMs: number): void {
    const { clock } = this.#options;
    session.cancelGrace = clock.after(graceMs, () => {
      const longerMs = this.#crowd.waitMs(lostMs);
      if (longerMs > 0) this.#wait(session, longerMs, lostMs);
      else this.#close(session, session.expiresMs > 0 && session.expiresMs <= clock.now() ? "expired" : "lost");
    });
  }

  #bye(session: ClientSession, reason: ByeReason): object {
    const { connection } = session;
    if (reason === ByeReason.SIGN_OUT) {
      this.#close(session, "signed-out");
      connection?.leave(CloseCode.SIGNED_OUT, "signed out");
    } else {
      session.leaving = true;
      connection?.leave(1_000, "the page is left");
    }
    return {};
  }

  /** Ends it for everybody. Its connection, if any, is the caller's to close. */
  #close(session: ClientSession, end: SessionEnd): void {
    if (session.closed) return;
    session.closed = true;
    session.cancelGrace?.();
    session.cancelGrace = undefined;
    session.connection = undefined;
    this.#expiry.clear(session);
    this.registry.remove(session);
    this.#tell("closed", (feature) => feature.closed?.(session, end));
  }

  /** Whoever is signed in as this person signs in anew; others see no change meanwhile. */
  endSignIns(community: string, person: string): void {
    for (const { connection } of [...this.registry.of(community, person)])
      connection?.close(CloseCode.TOKEN_EXPIRED, "the sign-in was ended: sign in anew");
  }

  /** The person signed out in the browser whose sign-in this was: all its pages are. */
  signedOut(signIn: string): void {
    for (const session of [...this.registry.all()]) {
      if (session.signIn !== signIn) continue;
      const { connection } = session;
      this.#close(session, "signed-out");
      connection?.close(CloseCode.SIGNED_OUT, "signed out in this browser");
    }
  }

  #personChanged(community: string, person: string): void {
    if (this.#options.people.resolve(community, person)) return;
    for (const session of [...this.registry.of(community, person)]) {
      const { connection } = session;
      this.#close(session, "deactivated");
      connection?.close(CloseCode.DEACTIVATED, "this person was deactivated");
    }
  }

  /** Asks every client to come back, each at a moment of its own within `spreadMs`. */
  announceStop(spreadMs: number, random?: () => number): void {
    this.#askBack("the server stops", spreadMs, random);
  }

  #askBack(reason: string, spreadMs: number, random: () => number = Math.random): void {
    for (const session of this.registry.all()) {
      const payload = encode(sessionLeave.write, {
        action: LeaveAction.RECONNECT,
        reason,
        retryAfterMs: Math.round(random() * spreadMs),
      });
      session.connection?.entry(pushFrame(sessionLeave.method, payload));
    }
  }

  /** Ends all sessions; nobody is told but the features. */
  stop(): void {
    this.#endPeople();
    this.#expiry.stop();
    for (const session of [...this.registry.all()]) {
      // Those from outside have none any more.
      const { connection } = session;
      this.#close(session, "server-stop");
      connection?.close(CloseCode.SERVER_STOPS, "the server stops");
    }
    this.registry.stop();
  }

  #own(id: string): ClientSession {
    const session = this.registry.get(id);
    if (!session) throw new Refusal(Code.UNAUTHENTICATED, "This session has ended. Say hello again.");
    return session;
  }

  /** A feature that fails does not keep the others from knowing. */
  #tell(what: string, tell: (feature: Feature) => void): void {
    for (const feature of this.#options.features) {
      try {
        tell(feature);
      } catch (error) {
        this.#options.log.error({ err: error, feature: feature.name }, `a feature failed when a session was ${what}`);
      }
    }
  }
}

type DeviceSaid = Pick<HelloRequest, "device" | "marksInput"> & {
  readonly client?: Pick<NonNullable<HelloRequest["client"]>, "kind"> | undefined;
};

function newIdentity(hello: DeviceSaid, community: string, person: string) {
  const id = randomText(12);
  return {
    id,
    secret: randomText(18),
    community,
    person,
    device: hello.device || id,
    deviceKind: hello.client?.kind ?? DeviceKind.UNSPECIFIED,
    marksInput: hello.marksInput,
  };
}
