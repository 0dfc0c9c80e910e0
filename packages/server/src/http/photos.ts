import { PHOTO_PATH, type Photos } from "../directory/photos.ts";
import { HttpRefusal } from "./exchange.ts";
import type { HttpRoutes } from "./gateway.ts";
import { assetOf, sendAsset } from "./static.ts";

const HEADERS = {
  // Cards stand in pages of other origins.
  "cross-origin-resource-policy": "cross-origin",
  "access-control-allow-origin": "*",
  "content-security-policy": "default-src 'none'; sandbox",
  // A changed photo has another address on the card; who kept this one asks with its ETag.
  "cache-control": "public, max-age=300, must-revalidate",
};

/** GET /v1/photo/<person id> (W13). */
export function photoRoutes(photos: Photos): HttpRoutes {
  return {
    async "GET /v1/photo/*"(exchange) {
      const photo = await photos.read(exchange.path.slice(PHOTO_PATH.length));
      if (!photo) throw new HttpRefusal(404, "There is no photo at this address.");
      sendAsset(exchange, assetOf("", photo.bytes, photo.type), HEADERS);
    },
  };
}
