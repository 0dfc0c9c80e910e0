import type { Log } from "../../process/log.ts";
import type { Clock } from "../../time/clock.ts";
import type { Origins } from "../origins.ts";
import type { SignedInOptions } from "./signed-in.ts";

/** "refused": wrong password or unknown person; "busy": too many sign-ins at once; "too-many": too many attempts. */
export type SignInResult = "ok" | "refused" | "busy" | "too-many";

export interface SignInOptions extends SignedInOptions {
  readonly clock: Clock;
  readonly origins: Origins;
  readonly log: Log;
  readonly signInsPerMinute: number;
  /** Called with the result of each sign-in by password. */
  readonly onSignIn: (result: SignInResult) => void;
  /** Called when a browser has signed out. */
  readonly onSignOut: (signIn: string) => void;
}
