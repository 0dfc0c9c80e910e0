import {
  sessionBye,
  sessionContinuity,
  sessionHello,
  sessionInput,
  sessionLeave,
  sessionRefresh,
} from "@livename/wire/calls";
import { ByeReason, type HelloReply, LeaveAction, type Resume } from "@livename/wire/session";
import { type LivenameError, NoToken, SignInFailed } from "../errors.ts";
import type { Report } from "../events.ts";
import type { Greeter, Link } from "../link/link.ts";
import { retryDelayMs } from "../link/policy.ts";
import type { Settings } from "../options.ts";
import { TIMES } from "../times.ts";
import { detectKind, storedDevice, wireKind } from "./device.ts";
import type { Page } from "./page.ts";
import { createTokens, renewAfterMs } from "./token.ts";
import type { Self, ServerInfo } from "./types.ts";

const VERSION = "0.1.0";
const SIGN_OUT_MS = 2_000;
/** Clocks that differ by less count as equal, so that times are returned exactly as they were given. */
const SAME_CLOCK_MS = 5_000;
/** A smaller change of the offset is caused by network delay and clock drift, and is ignored. */
const SAME_OFFSET_MS = 1_000;

/** The client's side of signing in, staying signed in and leaving. */
export interface Session extends Greeter {
  readonly self: Self | undefined;
  readonly server: ServerInfo | undefined;
  /** The server's time minus this computer's time, in milliseconds; 0 when they are about equal. */
  readonly offsetMs: number;
  /** Returns a clock of the server's time with the present `offsetMs`. It is monotonic and never corrected. */
  stamp(): () => number;
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
  /** The names of the features to send in hello. */
  readonly features: () => readonly string[];
  readonly page: () => Page;
  readonly report: Report;
  /** Called with what the token callback threw, not with the same message twice in a row. */
  readonly noToken: Report;
  readonly onSignedIn: (self: Self) => void;
}

export function createSession({
  settings,
  link,
  features,
  page,
  report,
  noToken,
  onSignedIn,
}: SessionOptions): Session {
  const { clock, random, marksInput } = settings;
  const tokens = createTokens(settings.token, clock, noToken);
  const device = settings.device ?? storedDevice();
  const kind = wireKind(settings.kind ?? detectKind());
  let token = "";
  let resume: Resume | undefined;
  /** The server's newest continuity token: what this client holds is no newer (S20). */
  let continuity: Uint8Array | undefined;
  let self: Self | undefined;
  let server: ServerInfo | undefined;
  let offsetMs = 0;
  /** The server's time minus the monotonic clock, because this computer's time can be set at any moment. */
  let aheadMs: number | undefined;
  let usedAt = clock.monotonic();
  let markedAt = Number.NEGATIVE_INFINITY;
  let toldHidden = false;
  let cancelRenewal = (): void => {};

  const serverNow = (): number => (aheadMs === undefined ? clock.now() : Math.round(clock.monotonic() + aheadMs));

  /**
   * Measures the offset again with each answer that has the server's time, because the server's clock can be set too;
   * 0 stands for no time. The server read its clock between the request and the answer. An offset that is possible in
   * that interval is kept, so that a slow answer does not spoil the measurement of a fast one.
   */
  const learn = (serverTimeMs: number, askedAt: number): void => {
    if (!serverTimeMs) return;
    const least = serverTimeMs - clock.monotonic();
    const most = serverTimeMs - askedAt;
    if (aheadMs === undefined || aheadMs < least || aheadMs > most) aheadMs = (least + most) / 2;
  };

  /** Keeps the former offset while it changes little, so that a time that is read twice gives the same result. */
  const offset = (): number => {
    const now = serverNow() - clock.now();
    if (Math.abs(now - offsetMs) > SAME_OFFSET_MS) offsetMs = Math.abs(now) < SAME_CLOCK_MS ? 0 : now;
    return offsetMs;
  };

  const mark = (): void => {
    if (link.state.name !== "online") return;
    toldHidden = page().hidden;
    markedAt = clock.monotonic();
    const idleMs = Math.round(Math.max(0, markedAt - usedAt));
    const askedAt = markedAt;
    // If the connection is lost, the next hello and the next input report it again.
    link.call(sessionInput, { idleMs, inactive: toldHidden }, { lifetime: "connection" }).then(
      ({ serverTimeMs }) => learn(serverTimeMs, askedAt),
      () => {},
    );
  };

  const accepted = (expiresMs: number): void => {
    cancelRenewal();
    const leftMs = expiresMs - serverNow();
    tokens.accepted(expiresMs && clock.monotonic() + leftMs);
    if (expiresMs) cancelRenewal = clock.after(renewAfterMs(leftMs), () => void renew(1));
  };

  /** Renews the token on the open connection. If it fails until the token expires, the server closes with that code. */
  const renew = async (attempt: number): Promise<void> => {
    try {
      const next = await tokens.renew();
      if (link.state.name !== "online") return;
      const askedAt = clock.monotonic();
      const reply = await link.call(sessionRefresh, { token: next }, { lifetime: "connection" });
      learn(reply.serverTimeMs, askedAt);
      token = next;
      accepted(reply.tokenExpiresMs);
    } catch (error) {
      if (link.closed || link.state.name !== "online") return;
      if (error instanceof SignInFailed) return link.close("sign-in-failed", error.message);
      tokens.drop();
      if (!(error instanceof NoToken)) report(error);
      const { retryAfterMs = 0 } = error as Partial<LivenameError>;
      cancelRenewal = clock.after(retryDelayMs(attempt, random, retryAfterMs || 1_000), () => void renew(attempt + 1));
    }
  };

  const greeted = (reply: HelloReply, askedAt: number): void => {
    const now = clock.monotonic();
    resume = { session: reply.session, secret: reply.secret };
    if (reply.continuity.length) continuity = reply.continuity;
    learn(reply.serverTimeMs, askedAt);
    server = {
      version: reply.serverVersion,
      features: reply.features,
      limits: reply.limits ?? link.limits,
      clockOffsetMs: serverNow() - clock.now(),
    };
    self = { id: reply.person, address: reply.address, name: reply.name };
    accepted(reply.tokenExpiresMs);
    // For a resumed session the next report says how long the device has been idle meanwhile.
    markedAt = reply.resumed ? markedAt : now;
    onSignedIn(self);
  };

  link.onPush(sessionContinuity, ({ token: newest }) => {
    continuity = newest;
  });
  link.onPush(sessionLeave, ({ action, reason, retryAfterMs }) => {
    if (action === LeaveAction.STOP) link.close("stopped", reason);
    else link.comeBack(retryAfterMs);
  });

  return {
    async prepare() {
      token = await tokens.get();
    },
    hello() {
      const askedAt = clock.monotonic();
      cancelRenewal();
      toldHidden = page().hidden;
      const client = { name: settings.name, version: VERSION, kind };
      const request = { token, client, device, features: features(), resume, marksInput, inactive: toldHidden };
      const hello = link.call(sessionHello, { ...request, continuity }, { lifetime: "connection", retries: false });
      // Runs before any other reply of the same message is handled, because their times are read with this offset.
      void hello.then(
        (reply) => greeted(reply, askedAt),
        () => {},
      );
      return hello;
    },
    probe() {
      mark();
    },
    told(serverTimeMs) {
      // It can arrive late, behind a large answer. Only a request and its answer measure the offset of the clocks.
      if (Math.abs(serverTimeMs - serverNow()) > SAME_OFFSET_MS) mark();
    },
    bye() {
      link.call(sessionBye, { reason: ByeReason.PAGE }, { lifetime: "connection" }).catch(() => {});
    },
    tokenExpired: (why) => tokens.drop(why),
    mayRenew: () => tokens.used,
    get self() {
      return self;
    },
    get server() {
      return server;
    },
    get offsetMs() {
      return offset();
    },
    stamp() {
      const goesAheadMs = clock.now() + offset() - clock.monotonic();
      return () => Math.round(clock.monotonic() + goesAheadMs);
    },
    input() {
      usedAt = clock.monotonic();
      if (usedAt - markedAt >= TIMES.input) mark();
    },
    visibility() {
      if (page().hidden !== toldHidden) mark();
    },
    async signOut() {
      const bye = link.call(
        sessionBye,
        { reason: ByeReason.SIGN_OUT },
        { lifetime: "connection", timeoutMs: SIGN_OUT_MS },
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
