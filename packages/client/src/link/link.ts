import { DEFAULT_LIMITS } from "@livename/wire";
import type { HelloReply } from "@livename/wire/session";
import type { Clock } from "../clock.ts";
import { LivenameError, NoToken, SameTokenAgain, SignInFailed } from "../errors.ts";
import type { Report } from "../events.ts";
import { TIMES } from "../times.ts";
import type { Transport } from "../transport/transport.ts";
import type { Channel } from "./channel.ts";
import { closedError, judge, retryDelayMs, unreached } from "./policy.ts";
import { createPushes } from "./pushes.ts";
import { createRequests } from "./requests.ts";
import { createSilence } from "./silence.ts";
import type { ClientState, CloseReason } from "./state.ts";
import { openWire, type Wire } from "./wire.ts";

/** Signs in on each connection. */
export interface Greeter {
  /** Gets the token. Rejects with SignInFailed if there is no point in trying again. */
  prepare(): Promise<void>;
  /** Makes the first call of the connection. */
  hello(): Promise<HelloReply>;
  /** Called with the server's time of a keep-alive frame. */
  told(serverTimeMs: number): void;
  /** Sends a cheap request to test whether the connection is alive. */
  probe(): void;
  /** Tells the server that the page is being left. */
  bye(): void;
  /** The server wants a new token. `why`: it refused the current one. */
  tokenExpired(why: LivenameError | undefined): void;
  /** Whether to retry with a new token after a refusal. */
  mayRenew(): boolean;
}

export interface LinkOptions {
  readonly url: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  /** Whether the device reports a network. */
  readonly hasNetwork: () => boolean;
  readonly report: Report;
  /** Called with a problem that somebody must fix, not with the same one twice in a row. */
  readonly notice: (error: LivenameError) => void;
  readonly onState: (state: ClientState) => void;
}

export interface Link extends Channel {
  start(greeter: Greeter): void;
  readonly state: ClientState;
  /** Call it when the network may be back or gone: tries to connect now, or probes the connection. */
  nudge(): void;
  /** The device reports that it has no network. */
  noNetwork(): void;
  /** The server is about to close and said when to reconnect. */
  comeBack(afterMs: number): void;
  /** The page is being left, possibly into the back/forward cache: sends bye and waits for `nudge`. */
  suspend(): void;
  close(reason: CloseReason, said?: string): void;
}

/**
 * idle → opening → greeting → online → waiting → opening …; suspended while the page is left; closed permanently.
 * `opening`: the socket is opening and the token is being fetched. `waiting`: until the next attempt. See SPEC S1.
 */
type State =
  | { readonly name: "idle" | "suspended" }
  | { readonly name: "opening" | "greeting"; readonly wire: Wire }
  | { readonly name: "online"; readonly wire: Wire; readonly since: number }
  | { readonly name: "waiting"; readonly until: number }
  | { readonly name: "closed" };

/** A connection that lasted less does not count as a success (F18). */
const STABLE_MS = 10_000;

export function createLink(options: LinkOptions): Link {
  const { clock, report } = options;
  const connectListeners = new Set<{ readonly connected: () => void; readonly lost: () => void }>();
  let limits: Channel["limits"] = DEFAULT_LIMITS;
  const requests = createRequests(clock, () => limits.frameBytes);
  let greeter: Greeter;
  let state: State = { name: "idle" };
  let shown: ClientState = { name: "connecting" };
  let attempt = 0;
  let closed: LivenameError | undefined;
  /** Why hello was refused. The close code that follows does not say why. */
  let refusal: LivenameError | undefined;
  /** Why there is no connection, if known. */
  let why: LivenameError | undefined;
  let noticed = "";
  let wasOnline = false;
  /** The server's delay before the next connection, in milliseconds. */
  let comeBackMs = 0;
  let cancelAlarm = (): void => {};

  const alarm = (delayMs: number, task: () => void): void => {
    cancelAlarm();
    cancelAlarm = clock.after(Math.max(0, Math.ceil(delayMs)), task);
  };

  const show = (next: ClientState): void => {
    if (next.name === shown.name && next.name !== "reconnecting") return;
    shown = next;
    options.onState(next);
  };

  const notice = (error: LivenameError): void => {
    // The same problem again, or the same with its consequence added.
    if (noticed && error.message.startsWith(noticed)) return;
    noticed = error.message;
    options.notice(error);
  };

  const guard = (task: () => void): void => {
    try {
      task();
    } catch (error) {
      report(error);
    }
  };

  const pushes = createPushes(guard);
  const silence = createSilence({
    clock,
    mostMs: () => limits.pingMs + limits.pongMs,
    probe: () => greeter.probe(),
    dead() {
      if (state.name === "online") lose(state.wire);
    },
  });

  const open = (): void => {
    let prepared = false;
    let opened = false;
    refusal = undefined;
    const wire = openWire(options.transport, options.url, () => limits.frameBytes, {
      opened() {
        opened = true;
        if (prepared) greet(wire);
      },
      heard({ messages, serverTimeMs }) {
        silence.heard();
        for (const message of messages) {
          if (message.replyTo) requests.answer(message);
          // After the replies before it, because handlers of their promises run one microtask later.
          else queueMicrotask(() => pushes.deliver(message.method, message.payload));
        }
        if (serverTimeMs && state.name === "online") greeter.told(serverTimeMs);
      },
      closed(code, reason) {
        const verdict = judge(code);
        if (!verdict.again && !(verdict.reason === "sign-in-failed" && greeter.mayRenew())) {
          const error = closedError(verdict.reason, reason, refusal);
          if (verdict.reason !== "signed-out") notice(error);
          return closeWith(verdict.reason, error);
        }
        // A token that was accepted before may have expired meanwhile. A new token that is refused is a mistake.
        if (refusal && !greeter.mayRenew()) notice(refusal);
        if (!verdict.again || verdict.newToken) greeter.tokenExpired(refusal);
        lose(wire, 0, refusal ?? (opened ? undefined : unreached(options.url, reason)));
      },
    });
    state = { name: "opening", wire };
    alarm(TIMES.open, () => lose(wire, 0, opened ? undefined : unreached(options.url, "no answer in time")));
    greeter.prepare().then(
      () => {
        prepared = true;
        if (opened) greet(wire);
      },
      (error: unknown) => {
        if (error instanceof SignInFailed) {
          if (error instanceof SameTokenAgain) notice(error);
          return closeWith("sign-in-failed", error);
        }
        const known = error instanceof LivenameError ? error : undefined;
        if (!(known instanceof NoToken)) report(error);
        lose(wire, known?.retryAfterMs, known);
      },
    );
  };

  const greet = (wire: Wire): void => {
    if (state.name !== "opening" || state.wire !== wire) return;
    state = { name: "greeting", wire };
    requests.greeting(wire.send);
    const hello = greeter.hello();
    for (const { connected } of connectListeners) guard(connected);
    hello.then(
      (reply) => {
        if (state.name !== "greeting" || state.wire !== wire) return;
        limits = reply.limits ?? limits;
        state = { name: "online", wire, since: clock.monotonic() };
        comeBackMs = 0;
        why = undefined;
        noticed = "";
        wasOnline = true;
        cancelAlarm();
        silence.watch();
        show({ name: "online" });
      },
      (error: LivenameError) => {
        // After a refused token, wait for the close code that follows. After anything else, try again later.
        refusal = error;
        if (error.code !== "unauthenticated" && error.code !== "token-expired") lose(wire, error.retryAfterMs, error);
      },
    );
  };

  const lose = (wire: Wire, retryAfterMs = 0, because?: LivenameError): void => {
    if (!("wire" in state) || state.wire !== wire) return;
    if (state.name === "online" && clock.monotonic() - state.since >= STABLE_MS) attempt = 0;
    attempt++;
    why = because;
    // A single failure can be temporary. A client that was connected before shows it in its state.
    if (why?.code === "unreachable" && attempt > 1 && !wasOnline && options.hasNetwork()) notice(why);
    const until = clock.monotonic() + retryDelayMs(attempt, options.random, Math.max(retryAfterMs, comeBackMs));
    comeBackMs = 0;
    drop({ name: "waiting", until });
    wait(until);
  };

  const wait = (until: number): void => {
    const leftMs = until - clock.monotonic();
    alarm(leftMs, open);
    const retryAt = clock.now() + leftMs;
    show(options.hasNetwork() ? { name: "reconnecting", attempt, retryAt, error: why } : { name: "offline" });
  };

  /** Abandons the current connection, if any. */
  const drop = (next: State): void => {
    const former = state;
    state = next;
    cancelAlarm();
    silence.stop();
    if (!("wire" in former)) return;
    former.wire.abandon();
    requests.down();
    if (former.name !== "opening") for (const { lost } of connectListeners) guard(lost);
  };

  const closeWith = (reason: CloseReason, error: LivenameError): void => {
    if (state.name === "closed") return;
    closed = error;
    drop({ name: "closed" });
    requests.close(error);
    show({ name: "closed", reason, error: reason === "closed" ? undefined : error });
    connectListeners.clear();
    pushes.clear();
  };

  const close = (reason: CloseReason, said?: string): void => closeWith(reason, closedError(reason, said));

  return {
    call: requests.call,
    onPush: pushes.on,
    onConnect(connected, lost = () => {}) {
      const listener = { connected, lost };
      connectListeners.add(listener);
      if (state.name === "greeting" || state.name === "online") guard(connected);
      return () => void connectListeners.delete(listener);
    },
    get limits() {
      return limits;
    },
    get closed() {
      return closed;
    },
    get state() {
      return shown;
    },
    start(by) {
      greeter = by;
      open();
    },
    nudge() {
      switch (state.name) {
        case "waiting":
        case "suspended":
          return open();
        case "online":
          return silence.doubt();
        case "idle":
        case "opening":
        case "greeting":
        case "closed":
          return;
      }
    },
    noNetwork() {
      if (state.name === "waiting") wait(state.until);
    },
    comeBack(afterMs) {
      comeBackMs = afterMs;
    },
    suspend() {
      if (state.name === "closed" || state.name === "idle") return;
      if (state.name === "online") greeter.bye();
      drop({ name: "suspended" });
      show({ name: "offline" });
    },
    close,
  };
}
