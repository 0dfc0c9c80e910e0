import { defineFeature } from "../../house/manifest.ts";
import { loadSecret } from "../../identity/jwt-keys.ts";
import { presenceFeature } from "../presence/index.ts";
import { privacyFeature } from "../privacy/index.ts";
import { createPlace } from "./feature.ts";
import { createGrantVerifier } from "./grant.ts";

export interface PlaceGrants {
  /** File with the secret that grants are signed with. */
  readonly key: string;
  readonly demanded: boolean;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
}

/** Who is here, on this page or document, now. Does not open when the key of the grants cannot be used. */
export const placeFeature = defineFeature({
  name: "place",
  needs: [presenceFeature, privacyFeature],
  options: {} as { readonly enabled?: boolean; readonly grants?: PlaceGrants | undefined },
  async open(house) {
    const { enabled, grants } = house.options;
    const privacy = house.get(privacyFeature);
    const doors = { presence: house.get(presenceFeature), privacy, view: privacy.view };
    if (!grants) return createPlace({ ...house, ...doors, enabled });
    const { key, demanded, issuer, audience } = grants;
    const secret = await loadSecret(key);
    const verifyGrant = createGrantVerifier({ secret, issuer, audience, now: () => house.clock.now() });
    return createPlace({ ...house, ...doors, enabled, verifyGrant, demandGrant: demanded });
  },
});
