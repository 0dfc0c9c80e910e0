import { sessionBye, sessionHello, sessionInput, sessionLeave, sessionRefresh } from "@livename/wire/calls";
import { ByeReason, type HelloReply, LeaveAction, type Resume } from "@livename/wire/session";
import { type LivenameError, SignInFailed } from "../errors.ts";
import type { Report } from "../events.ts";
import type { Greeter, Link } from "../link/link.ts";
import { retryDelayMs } from "../link/policy.ts";
import { type Settings, TIMES } from "../options.ts";
import type { Self, ServerInfo } from "../types.ts";
import { detectKind, storedDevice, wireKind } from "./device.ts";
import type { Page } from "./page.ts";
import { createTokens, renewAfterMs } from "./token.ts";

const FEATURES = ["presence", "place", "conversation", "directory", "privacy", "contact", "alert", "attribute"];
const VERSION = "0.1.0";
const SIGN_OUT_MS = 2_000;
/** Clocks that differ by less are taken as equal, so that times come back as they were given. */
const SAME_CLOCK_MS = 5_000;

/** The client's part in signing in, staying signed in and leaving. */
export interface Session extends Greeter {
  readonly self: Self | undefined;
  readonly server: ServerInfo | undefined;
  /** The server's clock minus this one; 0 when they are about equal. */
  readonly offsetMs: number;
  /** The person used the page. */
  input(): void;
  /** The page went to the background or came back. */
  visibility(): void;
  signOut(): Promise<void>;
  stop(): void;
}

export interface SessionOptions {
  readonly settings: Settings;
  readonly link: Link;
  readonly page: () => Page;
  readonly report: Report;
  readonly onSignedIn: (self: Self) => void;
}

export function createSession({ settings, link, page, report, onSignedIn }: SessionOptions): Session {
  const { clock, random, marksInput } = settings;
  const tokens = createTokens(settings.token, clock);
  const device = settings.device ?? storedDevice();
  const kind = wireKind(settings.kind ?? detectKind());
  let token = "";
  let resume: Resume | undefined;
  let self: Self | undefined;
  let server: ServerInfo | undefined;
  let offsetMs = 0;
  let usedAt = clock.now();
  let markedAt = 0;
  let toldHidden = false;
  let cancelRenewal = (): void => {};

  const mark = (): void => {
    if (link.state.name !== "online") return;
    toldHidden = page().hidden;
    markedAt = clock.now();
    const idleMs = Math.max(0, markedAt - usedAt);
    // What is lost with a connection is said again by the next hello and the next input.
    link.call(sessionInput, { idleMs, inactive: toldHidden }, { scope: "connection" }).catch(() => {});
  };

  const accepted = (expiresMs: number): void => {
    cancelRenewal();
    const ends = expiresMs && expiresMs - offsetMs;
    tokens.accepted(ends);
    if (ends) cancelRenewal = clock.after(renewAfterMs(ends - clock.now()), () => void renew(1));
  };

  /** In band, so that the connection never notices; when it fails until the end, the server's close says so. */
  const renew = async (attempt: number): Promise<void> => {
    try {
      const next = await tokens.renew();
      if (link.state.name !== "online") return;
      const reply = await link.call(sessionRefresh, { token: next }, { scope: "connection" });
      token = next;
      accepted(reply.tokenExpiresMs);
    } catch (error) {
      if (link.closed || link.state.name !== "online") return;
      if (error instanceof SignInFailed) return link.close("sign-in-failed", error.message);
      tokens.drop();
      report(error);
      const { retryAfterMs = 0 } = error as Partial<LivenameError>;
      cancelRenewal = clock.after(retryDelayMs(attempt, random, retryAfterMs || 1_000), () => void renew(attempt + 1));
    }
  };

  const greeted = (reply: HelloReply, askedAt: number): void => {
    const now = clock.now();
    resume = { session: reply.session, secret: reply.secret };
    const offset = Math.round(reply.serverTimeMs - (askedAt + now) / 2);
    offsetMs = Math.abs(offset) < SAME_CLOCK_MS ? 0 : offset;
    server = {
      version: reply.serverVersion,
      features: reply.features,
      limits: reply.limits ?? link.limits,
      clockOffsetMs: offset,
    };
    self = { id: reply.person, address: reply.address, name: reply.name };
    accepted(reply.tokenExpiresMs);
    // A session that is taken up again hears how long the device has been idle meanwhile.
    markedAt = reply.resumed ? markedAt : now;
    onSignedIn(self);
  };

  link.push(sessionLeave, ({ action, reason, retryAfterMs }) => {
    if (action === LeaveAction.STOP) link.close("stopped", reason);
    else link.comeBack(retryAfterMs);
  });

  return {
    async prepare() {
      token = await tokens.get();
    },
    hello() {
      const askedAt = clock.now();
      cancelRenewal();
      toldHidden = page().hidden;
      const client = { name: settings.name, version: VERSION, kind };
      const request = { token, client, device, features: FEATURES, resume, marksInput, inactive: toldHidden };
      const hello = link.call(sessionHello, request, { scope: "connection", retries: false });
      // Before any other reply of the same flight is handled: times are read by this offset.
      void hello.then(
        (reply) => greeted(reply, askedAt),
        () => {},
      );
      return hello;
    },
    probe() {
      mark();
    },
    bye() {
      link.call(sessionBye, { reason: ByeReason.PAGE }, { scope: "connection" }).catch(() => {});
    },
    tokenExpired: () => tokens.drop(),
    mayRenew: () => tokens.used,
    get self() {
      return self;
    },
    get server() {
      return server;
    },
    get offsetMs() {
      return offsetMs;
    },
    input() {
      usedAt = clock.now();
      if (usedAt - markedAt >= TIMES.input) mark();
    },
    visibility() {
      if (page().hidden !== toldHidden) mark();
    },
    async signOut() {
      const bye = link.call(
        sessionBye,
        { reason: ByeReason.SIGN_OUT },
        { scope: "connection", timeoutMs: SIGN_OUT_MS },
      );
      await bye.catch(() => {});
      link.close("signed-out");
    },
    stop() {
      cancelRenewal();
      tokens.stop();
    },
  };
}
