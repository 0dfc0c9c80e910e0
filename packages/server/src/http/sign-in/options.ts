import type { Log } from "../../process/log.ts";
import type { Clock } from "../../time/clock.ts";
import type { Origins } from "../origins.ts";
import type { SignedInOptions } from "./signed-in.ts";

/** "refused": a wrong password or nobody; "busy": too many at once; "too-many": too many attempts. */
export type SignInResult = "ok" | "refused" | "busy" | "too-many";

export interface SignInOptions extends SignedInOptions {
  readonly clock: Clock;
  readonly origins: Origins;
  readonly log: Log;
  readonly signInsPerMinute: number;
  /** Hears how each sign-in by password ended. */
  readonly onSignIn: (result: SignInResult) => void;
  /** Hears which sign-in of a browser has ended. */
  readonly onSignOut: (signIn: string) => void;
}
