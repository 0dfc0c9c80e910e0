import type { Clock } from "./clock.ts";
import type { Report } from "./events.ts";
import type { Channel } from "./link/channel.ts";
import type { LoadOnDemand } from "./on-demand.ts";
import type { Self } from "./session/types.ts";

/**
 * A feature of the client: its name and a function that creates its service. `features.ts` lists the features of this
 * package; an application adds its own with {@link Client.feature}.
 *
 * ```ts
 * const pinboard: Feature<PinboardService> = { name: "pinboard", create: (context) => createPinboard(context) };
 * const pins = await client.feature(pinboard).open("planning");
 * ```
 *
 * @experimental
 */
export interface Feature<Service> {
  /** The server's name for it. The client sends it in hello; `client.server.features` has it if the server has it. */
  readonly name: string;
  /**
   * Creates the service, once for each client, when it is first used. The server sends pushes only after a command
   * that follows something, so their handlers can be loaded together with that command: see
   * {@link FeatureContext.onDemand}.
   */
  create(context: FeatureContext): Service;
}

/**
 * What the client provides to a feature.
 *
 * @experimental
 */
export interface FeatureContext {
  readonly channel: Channel;
  readonly clock: Clock;
  /** Reports what a listener or a handler of the application threw. */
  readonly report: Report;
  /** The server's HTTP origin. */
  readonly origin: string;
  /** The signed-in person; undefined before the first sign-in. */
  readonly self: () => Self | undefined;
  /** Converts a time by the server's clock to this computer's clock; undefined for 0. */
  readonly toDate: (serverMs: number) => Date | undefined;
  /** Converts a time by this computer's clock to the server's clock, in milliseconds since 1970; 0 for undefined. */
  readonly toServerMs: (date: Date | undefined) => number;
  /**
   * Returns a clock that estimates the server's time, with the offset known now. Setting the computer's clock and later
   * answers do not change it. So the time left until an end that `toServerMs` computed at the same moment stays exact.
   */
  readonly stamp: () => () => number;
  /** Loads code when it is first needed. The `stop` of the loaded module is called when the client is closed. */
  readonly onDemand: LoadOnDemand;
  /** Runs a task when the client is closed, for any reason; at once if it is closed already. */
  readonly onClose: (task: () => void) => void;
  /** Returns the service of another feature, such as `context.feature(FEATURES.directory)`. */
  readonly feature: <Service>(feature: Feature<Service>) => Service;
}
