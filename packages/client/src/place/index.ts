export { placeFeature } from "./feature.ts";
export type { Place, PlaceEvents, PlaceMember, PlaceService } from "./types.ts";
