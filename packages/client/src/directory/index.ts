export type { DirectoryService, Person } from "./types.ts";
