import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";
import type { People } from "../people/people.ts";
import type { PersonRecord } from "../people/storage/contract.ts";
import type { Identity } from "./identity.ts";

const PREFIX = "demo:";

export interface DemoPeople extends People {
  /** Everybody whose address begins with `localPart@`. */
  withLocalPart(community: string, localPart: string): PersonRecord[];
}

/** `demo:amy` or `demo:amy@example.com` signs anybody in as that person: for trying things out on one machine only. */
export function createDemoIdentity(options: { readonly people: DemoPeople; readonly community: string }): Identity {
  const { people, community } = options;
  const find = (name: string): PersonRecord | undefined => {
    const exact = people.resolve(community, name);
    if (exact || name.includes("@")) return exact;
    const found = people.withLocalPart(community, name);
    return found.length === 1 ? found[0] : undefined;
  };

  return {
    name: "demo",
    accepts: (token) => token.startsWith(PREFIX),
    async verify(token, context) {
      if (!context.loopback)
        throw new Refusal(
          Code.UNAUTHENTICATED,
          "The demo sign-in works only on this machine: by a loopback address, and without a trusted proxy.",
        );
      const person = find(token.slice(PREFIX.length));
      if (!person)
        throw new Refusal(
          Code.UNAUTHENTICATED,
          "The demo has nobody of that name, or several. Give the whole address of a person who was imported.",
        );
      return { community, person: person.id, expiresMs: 0 };
    },
  };
}
