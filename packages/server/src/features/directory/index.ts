export { createDirectory, type DirectoryOptions } from "./feature.ts";
export { directoryFeature } from "./manifest.ts";
