import { PHOTO_PATH, type Photos } from "../directory/photos.ts";
import { HttpRefusal } from "./exchange.ts";
import type { HttpRoutes } from "./gateway.ts";
import { PhotoCache } from "./photo-cache.ts";
import { sendAsset } from "./static.ts";

const HEADERS = {
  // Cards stand in pages of other origins.
  "cross-origin-resource-policy": "cross-origin",
  "access-control-allow-origin": "*",
  "content-security-policy": "default-src 'none'; sandbox",
};

/** The address that cards give: a changed photo has another one. */
const VERSIONED = "public, max-age=2592000, immutable";
/** Any other address of the photo, an older one of the card too; who kept it asks with its ETag. */
const PLAIN = "public, max-age=300, must-revalidate";

/** GET /v1/photo/<person id> (W13). */
export function photoRoutes(photos: Photos): HttpRoutes {
  const cache = new PhotoCache(photos);
  return {
    async "GET /v1/photo/*"(exchange) {
      const photo = await cache.get(exchange.path.slice(PHOTO_PATH.length));
      if (!photo) throw new HttpRefusal(404, "There is no photo at this address.");
      const versioned = exchange.query.get("v") === photo.version;
      sendAsset(exchange, photo.asset, { ...HEADERS, "cache-control": versioned ? VERSIONED : PLAIN });
    },
  };
}
