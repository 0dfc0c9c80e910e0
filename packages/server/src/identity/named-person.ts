import type { People } from "../people/people.ts";
import type { AliasStore, PersonRecord } from "../people/storage/contract.ts";
import { applicationName, normalAlias } from "../text/alias.ts";

/** How a token or a header names a person. */
export interface Naming {
  readonly people: People;
  readonly community: string;
  /** Whose names for people count too, and where they are kept. */
  readonly application?: string | undefined;
  readonly aliases?: Pick<AliasStore, "resolve"> | undefined;
}

/**
 * The active person with this address or id, else with this alias of the application.
 * @returns no promise where nothing is waited for: thousands sign in at once after a restart.
 */
export function personNamed(
  name: string,
  { people, community, application, aliases }: Naming,
): PersonRecord | undefined | Promise<PersonRecord | undefined> {
  const found = people.resolve(community, name);
  const known = application === undefined ? undefined : applicationName(application);
  const alias = normalAlias(name);
  if (found || known === undefined || alias === undefined || !aliases) return found;
  return aliases
    .resolve(community, known, [alias])
    .then(([id]) => (id === undefined ? undefined : people.resolve(community, id)));
}
