export type { Rate, Rates } from "./edge/rates.ts";
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
export type { Log, LogLevel } from "./process/log.ts";
export { StartError, type StartErrorCode } from "./process/start-error.ts";
export { createServer, type RunningServer, type Server } from "./server.ts";
export { type Clock, systemClock } from "./time/clock.ts";
