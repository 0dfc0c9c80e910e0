import type { Bus } from "./bus/bus.ts";
import type { Clock } from "./clock.ts";
import type { ResolvedOptions } from "./config.ts";
import { createConversation } from "./conversation/index.ts";
import { createDirectory } from "./directory/feature.ts";
import type { Groups } from "./directory/groups.ts";
import type { People } from "./directory/people.ts";
import type { Photos } from "./directory/photos.ts";
import type { Feature } from "./feature.ts";
import { loadSecret } from "./identity/jwt-keys.ts";
import { createGrantVerifier, createPlace, type PlaceOptions } from "./place/index.ts";
import { createPresence, view } from "./presence/index.ts";
import type { Store } from "./store/store.ts";

/** A community without groups. */
const groups: Groups = {
  find: () => undefined,
  has: () => false,
  of: () => [],
  onChange: () => () => undefined,
};

/** The features that the configuration leaves switched on, in the order in which they hear of sessions. */
export async function openFeatures(parts: {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly store: Store;
  readonly people: People;
  readonly photos: Photos | undefined;
  readonly bus: Bus;
  readonly community: string;
}): Promise<Feature[]> {
  const { options, clock, store, people, photos, bus, community } = parts;
  const limits = options.wire;
  const communities = [community];
  const presence = await createPresence({
    clock,
    store,
    people,
    groups,
    view,
    communities,
    limits,
    ...options.presence,
  });
  return [
    presence,
    createPlace({ clock, people, view, limits, enabled: options.places, ...(await openGrants(options, clock)) }),
    createConversation({ clock, bus, store, people, communities, limits }),
    createDirectory({ people, photos, view, limits }),
  ];
}

/** @throws KeyError when the key of place grants cannot be used. */
async function openGrants(
  { placeGrants }: ResolvedOptions,
  clock: Clock,
): Promise<Pick<PlaceOptions, "verifyGrant" | "demandGrant">> {
  if (!placeGrants) return {};
  const { key, demanded, issuer, audience } = placeGrants;
  const secret = await loadSecret(key);
  const verifyGrant = createGrantVerifier({ secret, issuer, audience, now: () => clock.now() });
  return { verifyGrant, demandGrant: demanded };
}
