import type { Bus } from "./bus/bus.ts";
import type { ResolvedOptions } from "./config.ts";
import { createAlert } from "./features/alert/index.ts";
import { createAttribute } from "./features/attribute/index.ts";
import { type ContactAdmin, createContact } from "./features/contact/index.ts";
import { createConversation } from "./features/conversation/index.ts";
import { createDirectory } from "./features/directory/feature.ts";
import type { Photos } from "./features/directory/photos.ts";
import { createGrantVerifier, createPlace, type PlaceOptions } from "./features/place/index.ts";
import { createPresence } from "./features/presence/index.ts";
import { createPrivacy } from "./features/privacy/index.ts";
import { loadSecret } from "./identity/jwt-keys.ts";
import type { Budget } from "./kernel/budget.ts";
import type { Feature } from "./kernel/feature.ts";
import type { LoadedGroups } from "./people/groups-index.ts";
import type { NumberedPeople } from "./people/people.ts";
import { createView } from "./people/view.ts";
import type { Log } from "./process/log.ts";
import type { SignedAddresses } from "./signed-address/signed-addresses.ts";
import type { Store } from "./store/store.ts";
import type { Clock } from "./time/clock.ts";

export interface OpenedFeatures {
  /** Those that the configuration leaves switched on, in the order in which they hear of sessions. */
  readonly features: readonly Feature[];
  /** Whether the person is there for everybody: hides from nobody, nor did since the start, and is not invisible. */
  readonly seenByAll: (community: string, person: string) => boolean;
  /** What an administrator does to everybody's contact lists. */
  readonly contacts: ContactAdmin;
}

export async function openFeatures(parts: {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly people: NumberedPeople;
  readonly groups: LoadedGroups;
  readonly photos: Photos | undefined;
  readonly addresses: SignedAddresses | undefined;
  readonly bus: Bus;
  readonly budget: Budget;
  readonly community: string;
}): Promise<OpenedFeatures> {
  const { options, clock, log, store, people, groups, photos, addresses, bus, budget, community } = parts;
  const limits = options.wire;
  const communities = [community];
  const privacy = await createPrivacy({ clock, store, people, groups, communities, limits });
  const view = createView(privacy);
  const presence = await createPresence({
    clock,
    store,
    people,
    groups,
    view,
    communities,
    limits,
    budget,
    ...options.presence,
  });
  privacy.onChange((changed, person) => presence.reviewPerson(changed, person));
  const reach = {
    hides: privacy.hides,
    withholds: (where: string, from: string, to: string) => privacy.hides(where, to, from),
    unseen: (where: string, person: string) => !presence.isThere(where, person),
    quiet: presence.quiet,
    onChange: privacy.onChange,
  };
  const alert = await createAlert({
    ...{ clock, log, store, people, groups, awareness: presence, reach, communities, limits, budget },
  });
  const contact = await createContact({ clock, log, store, people, groups, communities, limits, budget });
  const place = createPlace({
    clock,
    people,
    view,
    presence,
    privacy,
    limits,
    budget,
    enabled: options.places,
    ...(await openGrants(options, clock)),
  });
  const attribute = createAttribute({
    ...{ clock, log, store, people, groups, awareness: presence, places: place, limits, budget },
  });
  const features = [
    presence,
    privacy,
    alert,
    place,
    createConversation({ clock, bus, store, people, communities, limits, budget, reach }),
    await createDirectory({ log, store, people, groups, photos, addresses, view, communities, limits }),
    contact,
    attribute,
  ];
  const seenByAll = (where: string, person: string) => presence.isThere(where, person) && privacy.plain(where, person);
  return { features, seenByAll, contacts: contact.admin };
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
