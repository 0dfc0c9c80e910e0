export { createDirectory } from "./directory.ts";
export type { DirectoryService, Person } from "./types.ts";
