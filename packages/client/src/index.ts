// The public entry point of the client: what applications use, and what they can replace.
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
// For features of applications. Experimental: any release may change the exports below.
export { createEvents, type Events, type Report } from "./events.ts";
export type { Feature, FeatureContext } from "./feature.ts";
export { FEATURES, type Services } from "./features.ts";
export { createFollow, type Follow, type FollowOptions } from "./kernel/follow.ts";
export {
  createFollowScopes,
  type FollowedScope,
  type FollowScopes,
  type FollowScopesOptions,
  type ScopeChanges,
} from "./kernel/follow-scopes.ts";
export { createFollowSet, type Followed, type FollowSet, type FollowSetOptions } from "./kernel/follow-set.ts";
export { createHandles, type Handles } from "./kernel/handles.ts";
export { EMPTY_LOG, extendLog, type Log, type Numbered, prependLog, resumeLog } from "./kernel/log.ts";
export { applyDifference, type Difference, emptyScope, isNewer, isSameVersion, type Scope } from "./kernel/scope.ts";
export { randomKey } from "./key.ts";
export type { Call, CallOptions, Channel, Lifetime, Push } from "./link/channel.ts";
export type { ClientState, CloseReason } from "./link/state.ts";
export type { LoadOnDemand, OnDemand } from "./on-demand.ts";
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
