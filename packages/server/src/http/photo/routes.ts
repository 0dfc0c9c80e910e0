import type { People } from "../../people/people.ts";
import { PHOTO_PATH, type Photos } from "../../photo/photos.ts";
import type { SignedAddresses } from "../../signed-address/signed-addresses.ts";
import type { Clock } from "../../time/clock.ts";
import type { Routes } from "../app.ts";
import { sendAsset } from "../asset/send-asset.ts";
import { HttpRefusal } from "../refusal.ts";
import { PhotoCache } from "./photo-cache.ts";
import { photo as schema } from "./schema.ts";

const HEADERS = {
  // Cards are shown in pages of other origins.
  "cross-origin-resource-policy": "cross-origin",
  "access-control-allow-origin": "*",
  "content-security-policy": "default-src 'none'; sandbox",
};

/** For an address without a version, or with an old one: browsers revalidate with the ETag. */
const PLAIN = "private, max-age=300, must-revalidate";

/** GET /v1/photo/<person id> (W13), by the addresses that cards give (W18). */
export function photoRoutes(options: {
  readonly photos: Photos;
  readonly addresses: SignedAddresses;
  readonly people: People;
  readonly clock: Clock;
  readonly community: string;
}): Routes {
  const { photos, addresses, people, clock, community } = options;
  const cache = new PhotoCache(photos);
  return (app) => {
    app.get(`${PHOTO_PATH}*`, { schema }, async (request, reply) => {
      // Check this first, so that an invalid address reveals nothing about people.
      const untilMs = addresses.openUntil(request.raw.url ?? "");
      if (untilMs === 0)
        throw new HttpRefusal(
          403,
          "This address of a photo has expired or is invalid. Ask for the card again.",
          HEADERS,
        );
      const person = request.params["*"];
      const photo = people.resolve(community, person) && (await cache.get(person));
      if (!photo) throw new HttpRefusal(404, "There is no photo at this address.", HEADERS);
      const left = Math.floor((untilMs - clock.now()) / 1_000);
      const versioned = `private, max-age=${left}, immutable`;
      const caching = request.query.v === photo.version ? versioned : PLAIN;
      sendAsset(reply, photo.asset, request.headers, { ...HEADERS, "cache-control": caching });
      return reply;
    });
  };
}
