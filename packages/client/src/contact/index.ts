export { contactFeature } from "./feature.ts";
export type {
  Contact,
  ContactDetails,
  ContactEdit,
  ContactEvents,
  ContactFileError,
  ContactFormat,
  ContactImport,
  ContactList,
  ContactNode,
  ContactPlace,
  ContactProblem,
  ContactService,
} from "./types.ts";
