import { randomBytes } from "node:crypto";
import { Code } from "@livename/wire/frame";
import type { Clock } from "../clock.ts";
import { Refusal } from "../refusal.ts";
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
  /** Voids what was issued to the person. */
  revoke(community: string, person: string): void;
  /** Voids what was issued to a sign-in that is no more. */
  revokeSignIn(signIn: string): void;
}

/** Tickets stand in for a cookie or a proxy's header, which must not be trusted on a WebSocket from any page. */
export function createTicketIdentity(options: { readonly clock: Clock }): TicketIdentity {
  const { clock } = options;
  // In the order of their end, since all live equally long.
  const open = new Map<string, { signedIn: SignedIn; endsMs: number }>();
  const countOf = new Map<string, number>();

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
    const now = clock.now();
    for (const [ticket, { endsMs }] of open) {
      if (endsMs > now) return;
      drop(ticket);
    }
  };

  return {
    name: "ticket",
    accepts: (token) => token.startsWith(PREFIX),
    issue(signedIn) {
      sweep();
      const key = keyOf(signedIn);
      const count = countOf.get(key) ?? 0;
      if (open.size >= MAX_OPEN || count >= MAX_OPEN_EACH)
        throw new Refusal(Code.RATE_LIMITED, "Too many sign-ins are under way. Try again in a moment.", LIFE_MS);
      const ticket = PREFIX + randomBytes(SECRET_BYTES).toString("base64url");
      open.set(ticket, { signedIn, endsMs: clock.now() + LIFE_MS });
      countOf.set(key, count + 1);
      return ticket;
    },
    revoke(community, person) {
      const key = keyOf({ community, person });
      for (const [ticket, { signedIn }] of open) if (keyOf(signedIn) === key) drop(ticket);
    },
    revokeSignIn(signIn) {
      for (const [ticket, issued] of open) if (issued.signedIn.signIn === signIn) drop(ticket);
    },
    async verify(token) {
      const found = open.get(token);
      drop(token);
      if (!found || found.endsMs <= clock.now())
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
