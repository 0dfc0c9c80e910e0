import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { ResolvedOptions } from "../config.ts";
import type { LoadedPeople } from "../people/people-index.ts";
import type { Log } from "../process/log.ts";
import { ownSecret } from "../process/own-secret.ts";
import type { Store } from "../stores.ts";
import type { Clock } from "../time/clock.ts";
import { type CookieSignIns, createCookieSignIns } from "./cookie.ts";
import { createDemoIdentity } from "./demo.ts";
import { createKnownDevices, type KnownDevices } from "./device.ts";
import { FairQueue } from "./fair-queue.ts";
import { createHashThreads } from "./hash-threads.ts";
import type { Identity } from "./identity.ts";
import { createJwtIdentity } from "./jwt.ts";
import { loadJwtKeys } from "./jwt-keys.ts";
import { createPasswordSignIn, hashPassword, type PasswordSignIn } from "./password.ts";
import { createTicketIdentity, type TicketIdentity } from "./ticket.ts";

/** All ways of signing in that the configuration switched on. */
export interface Identities {
  /** For hello: each looks at its own kind of token. */
  readonly tokens: readonly Identity[];
  readonly tickets: TicketIdentity;
  readonly cookies: CookieSignIns;
  readonly passwords: PasswordSignIn | undefined;
  readonly devices: KnownDevices;
  /** Where sign-ins by password wait: those of known devices, and all others. */
  readonly queue: FairQueue<"known" | "unknown">;
  /** Of an administrator's choice. @throws Refusal INVALID */
  hashPassword(password: string): Promise<string>;
  close(): Promise<void>;
}

/** Eight seconds of work a thread. */
const WAITING = { lane: 32, group: 8, member: 2 };

/** @throws KeyError when a key file cannot be used. */
export async function openIdentities(parts: {
  readonly options: ResolvedOptions["identity"];
  /** Folder of what is kept, or ":memory:". */
  readonly data: string;
  readonly clock: Clock;
  readonly store: Store;
  readonly people: LoadedPeople;
  readonly community: string;
  readonly log: Pick<Log, "warn">;
}): Promise<Identities> {
  const { options, data, clock, store, people, community, log } = parts;
  const tickets = createTicketIdentity({ clock });
  const tokens: Identity[] = [tickets];
  if (options.jwt) {
    const keys = await loadJwtKeys(options.jwt.keys, (message) => log.warn({}, message));
    tokens.push(createJwtIdentity({ ...options.jwt, keys, people, aliases: store.aliases, community, clock }));
  }
  if (options.demo) tokens.push(createDemoIdentity({ people, community }));
  const threads = createHashThreads();
  const hashing = { derive: threads.derive };
  const key = data === ":memory:" ? randomBytes(32) : ownSecret(join(data, "keys"), "devices");
  return {
    tokens,
    tickets,
    cookies: createCookieSignIns({ store, people, clock, community }),
    passwords: options.password ? createPasswordSignIn({ store, people, community, hashing }) : undefined,
    devices: createKnownDevices({ key, clock, community }),
    queue: new FairQueue(["known", "unknown"], { atOnce: threads.count, bounds: WAITING }),
    hashPassword: (password) => hashPassword(password, hashing),
    close: () => threads.close(),
  };
}
