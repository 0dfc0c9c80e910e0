export { createPlaces } from "./place.ts";
export type { Place, PlaceEvents, PlaceMember, PlaceService } from "./types.ts";
