// The door for the livename command. It promises nothing to anybody else.

export { DEFAULT_LIMITS } from "@livename/wire";
export { ControlError, connectControl } from "./control/connect-control.ts";
export { type Control, createControl, type PersonDetails, type ServerStatus } from "./control/control.ts";
export { type ControlServer, startControl } from "./control/start-control.ts";
export type { FileFormat, ShareRequest, ShareSummary } from "./features/contact/index.ts";
export {
  type GroupFormat,
  type GroupReport,
  groupFormatOf,
} from "./features/directory/import/import-groups.ts";
export { formatOf, type ImportFormat, type ImportReport } from "./features/directory/import/import-people.ts";
export { ImportError } from "./file/import-error.ts";
export { MAX_IMPORT_BYTES } from "./file/text.ts";
export { JWT_ALGORITHMS, KeyError, loadJwtKeys, loadSecret, secretBytes } from "./identity/jwt-keys.ts";
export { passwordProblem } from "./identity/password-rule.ts";
export { Refusal } from "./kernel/refusal.ts";
export { OPTIONS, type Option, unknownOption } from "./options/catalogue.ts";
export { nearestOf } from "./options/nearest.ts";
export { problemsOf, unknownOptions } from "./options/read.ts";
export { type LoadedGroups, loadGroups } from "./people/groups-index.ts";
export { loadPeople } from "./people/people-index.ts";
export type { AliasRecord, GroupImport, PersonImport, PersonRecord, StoredGroup } from "./people/storage/contract.ts";
export { MAX_PHOTO_BYTES, openPhotos } from "./photo/photos.ts";
export { StoreStartError } from "./store/failure.ts";
export { DATABASE_FILE } from "./store/sqlite/messages.ts";
export { openStore, problemsOfStore, restore, type Store } from "./stores.ts";
export { systemClock } from "./time/clock.ts";
