import { type LivenameError, NoToken } from "./errors.ts";
import { createEvents } from "./events.ts";
import { createFeatureHost } from "./feature-host.ts";
import { FEATURES, type Services } from "./features.ts";
import { createLink } from "./link/link.ts";
import { type ConnectOptions, settle } from "./options.ts";
import { checkOptions } from "./options-check.ts";
import { watchPage } from "./session/page.ts";
import { createSession } from "./session/session.ts";
import type { Self } from "./session/types.ts";
import { webSocket } from "./transport/websocket.ts";
import type { Client, ClientEvents } from "./types.ts";

/**
 * Connects to a Livename server. The client can be used at once: calls made before the first sign-in wait for it.
 *
 * ```ts
 * const me = connect({ url: "https://im.example.com", token: () => fetch("/im-token").then((r) => r.text()) });
 * me.presence.watch("amy@example.com").on("change", ({ presence }) => console.log(presence.availability));
 * ```
 *
 * @throws InvalidOption when an option is missing, unknown or of the wrong kind; the message says what to write.
 */
export function connect(options: ConnectOptions): Client {
  checkOptions(options);
  const settings = settle(options);
  const { clock, random } = settings;

  const events = createEvents<ClientEvents>((error) => report(error));
  let reporting = false;
  const report = (error: unknown): void => {
    // An error thrown by a listener for errors must not be emitted to that listener again.
    if (reporting || events.count("error") === 0) {
      reportLast(error);
      return;
    }
    reporting = true;
    events.emit("error", error);
    reporting = false;
  };

  let asked = false;
  /** Reports to the `error` listeners, otherwise to the console, unless an awaited `ready` rejects with the error. */
  const notice = (error: LivenameError): void => {
    if (events.count("error") > 0) report(error);
    else if (!asked || session.self || error.code === "unreachable" || error instanceof NoToken)
      console.warn(`livename: ${error.message}`);
  };

  let signedIn: (self: Self) => void;
  let notSignedIn: (error: unknown) => void;
  const ready = new Promise<Self>((resolve, reject) => {
    signedIn = resolve;
    notSignedIn = reject;
  });
  // If the application does not await `ready`, its rejection must not count as unhandled.
  ready.catch(() => {});

  const link = createLink({
    url: settings.url,
    transport: settings.transport ?? webSocket,
    clock,
    random,
    hasNetwork: () => page.hasNetwork,
    report,
    notice,
    onState(state) {
      events.emit("state", state);
      if (state.name !== "closed") return;
      session.stop();
      page.stop();
      host.stop();
      notSignedIn(link.closed);
      events.clear();
    },
  });
  const session = createSession({
    settings,
    link,
    features: () => host.names,
    page: () => page,
    report,
    // A NoToken is our own and a plain sentence; it needs no stack trace.
    noToken: (error) => (error instanceof NoToken ? notice(error) : report(error)),
    onSignedIn: (self) => signedIn(self),
  });
  const page = watchPage(
    {
      wake: link.nudge,
      noNetwork: link.noNetwork,
      leave: link.suspend,
      visibility: session.visibility,
      input: session.input,
    },
    settings.marksInput,
  );

  const origin = httpOrigin(settings.url);
  const host = createFeatureHost({
    channel: link,
    clock,
    report,
    origin,
    self: () => session.self,
    toDate: (serverMs) => (serverMs ? new Date(serverMs - session.offsetMs) : undefined),
    toServerMs: (date) => (date ? date.getTime() + session.offsetMs : 0),
    stamp: session.stamp,
  });
  const services = Object.fromEntries(
    Object.entries(FEATURES).map(([name, feature]) => [name, host.feature<unknown>(feature)]),
  ) as unknown as Services;

  link.start(session);

  return {
    get state() {
      return link.state;
    },
    get ready() {
      asked = true;
      return ready;
    },
    get self() {
      return session.self;
    },
    get server() {
      return session.server;
    },
    origin,
    ...services,
    feature: host.feature,
    on: events.on,
    signOut: session.signOut,
    close: () => link.close("closed"),
    retry: link.nudge,
  };
}

/** Reports as for an uncaught error, but without ending the process: a bot must survive its own errors. */
function reportLast(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else console.error(error);
}

function httpOrigin(socketUrl: string): string {
  return new URL(socketUrl.replace(/^ws/, "http")).origin;
}
