export { type Clock, systemClock } from "./clock.ts";
export type { Rate, Rates } from "./edge/rates.ts";
export type { Log, LogLevel } from "./log.ts";
export type {
  AdminOptions,
  IdentityOptions,
  JwtOptions,
  LimitOptions,
  PlaceGrantOptions,
  PresenceOptions,
  ServerOptions,
  TlsOptions,
} from "./options/types.ts";
export { createServer, type RunningServer, type Server } from "./server.ts";
export { StartError, type StartErrorCode } from "./start-error.ts";
