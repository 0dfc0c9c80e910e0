import type { IncomingHttpHeaders } from "node:http";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";
import type { SignedIn } from "./identity.ts";
import { type Naming, personNamed } from "./named-person.ts";

/**
 * Whom a trusted proxy says the request is from, by address, id or an application's alias in a header that it sets and
 * removes from what comes from outside. Call it only for requests whose remote end is such a proxy.
 * @returns undefined without the header.
 * Rejects with Refusal UNAUTHENTICATED when the header names nobody of the community, or several.
 */
export async function signedInByProxy(
  options: Naming & { readonly header: string },
  headers: IncomingHttpHeaders,
): Promise<SignedIn | undefined> {
  const value = headers[options.header.toLowerCase()];
  if (value === undefined || value === "") return undefined;
  // Node joins repeated headers with a comma: then two people are named, one of them perhaps from outside.
  const name = typeof value === "string" && !value.includes(",") ? value.trim() : undefined;
  const person = name === undefined ? undefined : await personNamed(name, options);
  if (!person)
    throw new Refusal(
      Code.UNAUTHENTICATED,
      `The proxy's header ${options.header} names nobody of the community. Import the person, or correct the proxy.`,
    );
  return { community: options.community, person: person.id, expiresMs: 0 };
}
