import type { Clock } from "./clock.ts";
import type { Report } from "./events.ts";
import type { Channel } from "./link/channel.ts";
import type { LoadOnDemand } from "./on-demand.ts";
import type { Self } from "./session/types.ts";

/**
 * A feature of the client, from this package or from outside: its name and how its service is made. Features of this
 * package stand in `features.ts`; an application adds its own with {@link Client.feature}.
 *
 * ```ts
 * const pinboard: Feature<PinboardService> = { name: "pinboard", create: (context) => createPinboard(context) };
 * const pins = await client.feature(pinboard).open("planning");
 * ```
 *
 * @experimental
 */
export interface Feature<Service> {
  /** As the server knows it. Hello names it, and `client.server.features` has it when the server speaks it, too. */
  readonly name: string;
  /**
   * Makes the service, once for each client, when somebody first uses it. Pushes come only to who asked for them, so
   * their handlers may be loaded with whatever asks: see {@link FeatureContext.onDemand}.
   */
  create(context: FeatureContext): Service;
}

/**
 * What a feature is given.
 *
 * @experimental
 */
export interface FeatureContext {
  readonly channel: Channel;
  readonly clock: Clock;
  /** Tells of what a listener or a handler of the application threw. */
  readonly report: Report;
  /** The server's address for HTTP. */
  readonly origin: string;
  /** Who is signed in; undefined before the first sign-in. */
  readonly self: () => Self | undefined;
  /** A time of the server as this computer shows it; undefined for 0. */
  readonly toDate: (serverMs: number) => Date | undefined;
  /** A time of this computer as the server shows it; 0 for none. */
  readonly toServerMs: (date: Date | undefined) => number;
  /**
   * Returns a clock of the server's time as it is taken to be now, which nobody sets and no later answer corrects: what
   * is left until an end that `toServerMs` made at the same moment is the same for ever beside it.
   */
  readonly stamp: () => () => number;
  /** Loads code when somebody first needs it. Its `stop` is called when the client is closed. */
  readonly onDemand: LoadOnDemand;
  /** Runs when the client is closed, for whatever reason; at once when it is closed already. */
  readonly onClose: (task: () => void) => void;
  /** The service of another feature, such as `context.feature(FEATURES.directory)`. */
  readonly feature: <Service>(feature: Feature<Service>) => Service;
}
