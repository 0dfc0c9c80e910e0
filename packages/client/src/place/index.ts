export { createPlaces } from "./service.ts";
export type { Place, PlaceEvents, PlaceMember, PlaceService } from "./types.ts";
