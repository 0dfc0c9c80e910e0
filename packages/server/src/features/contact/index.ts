export { boundsOf, type ContactAdmin, createAdmin, type ShareRequest, type ShareSummary } from "./admin.ts";
export { type ContactFeature, type ContactOptions, createContact } from "./feature.ts";
export type { FileFormat } from "./file/read.ts";
export { contactFeature } from "./manifest.ts";
