export { directoryFeature } from "./feature.ts";
export type {
  BrowseOptions,
  Chart,
  ChartPerson,
  DirectoryService,
  Found,
  Page,
  Person,
  Search,
  SearchEvents,
  Section,
} from "./types.ts";
