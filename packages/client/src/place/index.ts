export type { Place, PlaceEvents, PlaceMember, PlaceService } from "./types.ts";
