/**
 * What a feature of one's own is made of: `createServer({ features: [mine] })`. The guide "A feature of your own" shows
 * one. All of this may still change from one version to the next.
 *
 * @experimental
 * @packageDocumentation
 */

export { Code } from "@livename/wire/frame";
export type { Bus } from "./bus/bus.ts";
export {
  defineFeature,
  type FeatureDefinition,
  type House,
  type Manifest,
  type NamedPush,
  type OptionalManifest,
  type Services,
  type Unnamed,
} from "./house/manifest.ts";
export { OWN_METHODS } from "./house/outside.ts";
export type { Parts } from "./house/parts.ts";
export type { Budget, Holder, Holding } from "./kernel/budget.ts";
export type { Cost, RateClass } from "./kernel/cost.ts";
export type {
  CommandContext,
  Feature,
  Hook,
  Metric,
  PushSource,
  Route,
  Session,
  SessionEnd,
} from "./kernel/feature.ts";
export { type AfterHook, after, type BeforeHook, before, type HookedCommand } from "./kernel/hooks.ts";
export type { InParts } from "./kernel/in-parts.ts";
export type { InsideOptions, InsideSession, OpenInside } from "./kernel/inside.ts";
export { isDone, type Keyed, type Keys, usedKey, withKey } from "./kernel/keys.ts";
export type { Codec, Method, OwnMethod, OwnPush, ReceivedPush, SentPush } from "./kernel/method.ts";
export { Refusal } from "./kernel/refusal.ts";
export { type Answer, type Handle, route } from "./kernel/route.ts";
export { type ScopeChanges, Scopes, type ScopesOptions, type Versioned } from "./kernel/scopes.ts";
export { Subscribers, type SubscribersOptions } from "./kernel/subscribers.ts";
export { Turns } from "./kernel/turns.ts";
export type { GroupChange, GroupRecord } from "./people/groups.ts";
export type { LoadedGroups } from "./people/groups-index.ts";
export type { NumberedPeople, People } from "./people/people.ts";
export type { PersonRecord } from "./people/storage/contract.ts";
export { type Failure, type FailureKind, type ImportProblem, Rejected } from "./store/failure.ts";
export type { Database, Value } from "./store/sqlite/driver.ts";
export { Seal } from "./store/sqlite/seal.ts";
export type { SqliteStorage, StorageWriter } from "./store/sqlite/storage.ts";
export {
  type ArgumentsOf,
  defineStorage,
  moduleBeside,
  type Operation,
  type Operations,
  type ResultOf,
  type Storage,
  type StorageCalls,
} from "./store/storage.ts";
export type { Summed } from "./store/sum.ts";
