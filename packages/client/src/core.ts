import type { Clock } from "./clock.ts";
import type { Report } from "./events.ts";
import type { Channel } from "./link/channel.ts";
import type { LoadOnDemand } from "./on-demand.ts";
import type { Self } from "./session/types.ts";

/** What a feature is given. */
export interface Core {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly report: Report;
  /** The server's address for HTTP. */
  readonly origin: string;
  readonly self: () => Self | undefined;
  /** A time of the server as this computer shows it; undefined for 0. */
  readonly toDate: (serverMs: number) => Date | undefined;
  /**
   * The server's time as it is taken to be now, going on by a clock that nobody sets, whatever is learned meanwhile. An end
   * made by `toServerMs` at the same moment means the same for ever beside it.
   */
  readonly stamp: () => () => number;
  /** 0 for none. */
  readonly toServerMs: (date: Date | undefined) => number;
  /** For what not everybody needs. What was loaded ends with the client. */
  readonly onDemand: LoadOnDemand;
}
