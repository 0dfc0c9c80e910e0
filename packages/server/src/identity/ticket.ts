import { randomBytes } from "node:crypto";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";
import type { Clock } from "../time/clock.ts";
import type { Identity, SignedIn } from "./identity.ts";

const PREFIX = "ticket:";
const LIFE_MS = 30_000;
const SECRET_BYTES = 24;
const MAX_OPEN = 100_000;
/** More pages than anybody opens within a ticket's life. */
const MAX_OPEN_EACH = 100;

export interface TicketIdentity extends Identity {
  /** A ticket for one sign-in within 30 seconds. @throws Refusal RATE_LIMITED when too many are open. */
  issue(signedIn: SignedIn): string;
  /** A ticket for whom the check finds: undefined for nobody, and for whose sign-in was ended meanwhile. */
  issueTo(check: () => Promise<SignedIn | undefined>): Promise<string | undefined>;
  /** Voids what was issued to the person, or is about to be. */
  revoke(community: string, person: string): void;
  /** Voids what was issued to a sign-in that is no more, or is about to be. */
  revokeSignIn(signIn: string): void;
}

/** Tickets stand in for a cookie or a proxy's header, which must not be trusted on a WebSocket from any page. */
export function createTicketIdentity(options: { readonly clock: Clock }): TicketIdentity {
  const { clock } = options;
  // In the order of their end, since all live equally long.
  const open = new Map<string, { signedIn: SignedIn; endsMs: number }>();
  const countOf = new Map<string, number>();
  /** For each check under way what was ended since it began: the store may have been read before. */
  const underWay = new Set<Set<string>>();

  const drop = (ticket: string): void => {
    const found = open.get(ticket);
    if (!found) return;
    open.delete(ticket);
    const key = keyOf(found.signedIn);
    const left = countOf.get(key)! - 1;
    if (left > 0) countOf.set(key, left);
    else countOf.delete(key);
  };

  const sweep = (): void => {
    const now = clock.monotonic();
    for (const [ticket, { endsMs }] of open) {
      if (endsMs > now) return;
      drop(ticket);
    }
  };

  const issue = (signedIn: SignedIn): string => {
    sweep();
    const key = keyOf(signedIn);
    const count = countOf.get(key) ?? 0;
    if (open.size >= MAX_OPEN || count >= MAX_OPEN_EACH)
      throw new Refusal(Code.RATE_LIMITED, "Too many sign-ins are under way. Try again in a moment.", LIFE_MS);
    const ticket = PREFIX + randomBytes(SECRET_BYTES).toString("base64url");
    open.set(ticket, { signedIn, endsMs: clock.monotonic() + LIFE_MS });
    countOf.set(key, count + 1);
    return ticket;
  };

  return {
    name: "ticket",
    accepts: (token) => token.startsWith(PREFIX),
    issue,
    async issueTo(check) {
      const ended = new Set<string>();
      underWay.add(ended);
      try {
        const signedIn = await check();
        if (!signedIn || ended.has(keyOf(signedIn)) || ended.has(signedIn.signIn ?? "")) return undefined;
        return issue(signedIn);
      } finally {
        underWay.delete(ended);
      }
    },
    revoke(community, person) {
      const key = keyOf({ community, person });
      for (const ended of underWay) ended.add(key);
      for (const [ticket, { signedIn }] of open) if (keyOf(signedIn) === key) drop(ticket);
    },
    revokeSignIn(signIn) {
      for (const ended of underWay) ended.add(signIn);
      for (const [ticket, issued] of open) if (issued.signedIn.signIn === signIn) drop(ticket);
    },
    async verify(token) {
      const found = open.get(token);
      drop(token);
      if (!found || found.endsMs <= clock.monotonic())
        throw new Refusal(
          Code.UNAUTHENTICATED,
          "The ticket is unknown, used or older than 30 seconds. Get a new one from POST /v1/ticket.",
        );
      return found.signedIn;
    },
  };
}

function keyOf({ community, person }: Pick<SignedIn, "community" | "person">): string {
  return `${community} ${person}`;
}
