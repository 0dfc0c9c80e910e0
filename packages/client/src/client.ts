import { type ConnectOptions, settle } from "./options.ts";
import type { Client } from "./types.ts";

/**
 * Connects to a Livename server. Usable at once: what is asked before the first sign-in waits for it.
 *
 * ```ts
 * const me = connect({ url: "https://im.example.com", token: () => fetch("/im-token").then((r) => r.text()) });
 * me.presence.watch("amy@example.com").on("change", ({ presence }) => console.log(presence.availability));
 * ```
 */
export function connect(options: ConnectOptions): Client {
  throw new Error(settle(options).url);
}
