export { createContacts } from "./service.ts";
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
