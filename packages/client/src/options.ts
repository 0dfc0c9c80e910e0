import { type Clock, systemClock } from "./clock.ts";
import { socketUrl } from "./server-address.ts";
import type { DeviceKind } from "./session/types.ts";
import type { Transport } from "./transport/transport.ts";

/** The options of `connect`. */
export interface ConnectOptions {
  /** The server: `"https://im.example.com"`, or the full `wss:` address of its socket. */
  url: string;
  /**
   * Returns a token for the server: a JWT of the host application, `"ticket:…"`, or `"demo:amy"`. Called only when a
   * token is needed: at the first connection, before the old token expires, and when the server asks for a new one;
   * never twice at a time. If it fails, or returns nothing for 30 s, it is called again later; throw
   * {@link SignInFailed} to stop the client.
   */
  token: () => string | Promise<string>;
  /** @default `"mobile"` or `"desktop"` as the browser reports, `"desktop"` in Node */
  kind?: DeviceKind;
  /** The application's name, shown to administrators. @default `"livename"` */
  name?: string;
  /** Groups the sessions of one device. @default an id stored in localStorage; in Node an id of the process */
  device?: string;
  /** Report when the person uses this page, so that the server can show them as away. @default true in browsers */
  marksInput?: boolean;
  /** @default WebSocket; the package `ws` in Node */
  transport?: Transport;
  /** @default the system clock */
  clock?: Clock;
  /** Random numbers from 0 to 1, for jitter. @default Math.random */
  random?: () => number;
}

/** The options with all defaults filled in. */
export interface Settings {
  readonly url: string;
  readonly token: () => string | Promise<string>;
  readonly kind: DeviceKind | undefined;
  readonly name: string;
  readonly device: string | undefined;
  readonly marksInput: boolean;
  readonly transport: Transport | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * Fills in the defaults. `options` must have passed `checkOptions`.
 *
 * @throws InvalidOption when the address of the server cannot be used
 */
export function settle(options: ConnectOptions): Settings {
  return {
    url: socketUrl(options.url),
    token: options.token,
    kind: options.kind,
    name: options.name ?? "livename",
    device: options.device,
    marksInput: options.marksInput ?? typeof document === "object",
    transport: options.transport,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}
