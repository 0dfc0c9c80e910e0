// The public door of the client: what an application uses, then what it may exchange.
export type { Alert, AlertEvents, AlertList, AlertRule, AlertService, AlertWhen } from "./alert/index.ts";
export type {
  Attribute,
  AttributeEvents,
  AttributeOptions,
  AttributeService,
  AttributeTarget,
  AttributeValue,
  AttributeWatch,
  Json,
} from "./attribute/index.ts";
export { connect } from "./client.ts";
export type { Clock } from "./clock.ts";
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
} from "./contact/index.ts";
export type {
  AnswerHandler,
  Conversation,
  ConversationEvents,
  ConversationService,
  Inbox,
  InboxEvents,
  InboxItem,
  Message,
  MessageToAnswer,
} from "./conversation/index.ts";
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
} from "./directory/index.ts";
export { InvalidOption, LivenameError, Refused, SignInFailed, Unreachable } from "./errors.ts";
export type { ClientState, CloseReason } from "./link/state.ts";
export type { ConnectOptions } from "./options.ts";
export type { Place, PlaceEvents, PlaceMember, PlaceService } from "./place/index.ts";
export type {
  Activity,
  Availability,
  GroupChange,
  GroupMember,
  OwnStatus,
  Presence,
  PresenceChange,
  PresenceService,
  StatusChange,
  Watch,
  Watchable,
  WatchEvents,
  WatchedGroup,
  WatchedPerson,
} from "./presence/index.ts";
export type { PrivacyChange, PrivacyEvents, PrivacyService, PrivacySettings, ShownStatus } from "./privacy/index.ts";
export type { DeviceKind, Self, ServerInfo, ServerLimits } from "./session/types.ts";
export type { Subject } from "./subject.ts";
export type { Socket, SocketEvents, Transport } from "./transport/transport.ts";
export { continueWebSocket } from "./transport/websocket.ts";
export type { Client, ClientEvents } from "./types.ts";
