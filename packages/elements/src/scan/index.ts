export {
  type MapFunction,
  type PeopleMap,
  type ReadMapOptions,
  type Rule,
  readMap,
  type Said,
} from "./map.ts";
export type { PeopleSources } from "./match.ts";
export { scanPage } from "./page.ts";
export { type ScanOptions, scan } from "./scan.ts";
export type { Who } from "./who.ts";
