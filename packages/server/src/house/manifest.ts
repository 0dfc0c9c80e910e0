import type { Feature } from "../kernel/feature.ts";
import type { SentPush } from "../kernel/method.ts";
import type { Storage } from "../store/storage.ts";
import type { Parts } from "./parts.ts";

/** What the server has for its features, as one of them sees it. */
export interface Services extends Parts {
  /** A feature that this one needs, as its `open` made it. @throws when the manifest's `needs` do not name it. */
  get<Opened extends Feature>(manifest: Manifest<Opened>): Opened;
  /** What the feature keeps. @throws when the manifest's `storages` do not name it. */
  storage<Opened>(storage: Storage<Opened>): Opened;
  /**
   * A push as a complete frame, ready for any number of sessions.
   *
   * @throws when the manifest's `pushes` do not name it.
   */
  push<Payload>(push: SentPush<Payload>, payload: Payload): Uint8Array;
}

/** A push as a manifest names it. */
export interface NamedPush {
  readonly method: number;
  readonly name: string;
}

/** What a feature finds when it is opened. */
export interface House<Options> extends Services {
  readonly options: Options;
}

/** A feature as it is listed: opened once, with what the server has. `defineFeature` makes it. */
export interface Manifest<Opened extends Feature = Feature> {
  /** In small letters: hello lists it, and no two features of a server share it. */
  readonly name: string;
  /** Those whose doors it uses: opened before it, stopped after it. */
  readonly needs: readonly Manifest[];
  /** How it keeps what it keeps. The server opens its store with them. */
  readonly storages: readonly Storage<unknown>[];
  /** What it pushes by `house.push`: their numbers are its own, as those of its methods. */
  readonly pushes: readonly NamedPush[];
  open(services: Services): Promise<Opened>;
}

/** A manifest with options of its own: `with` gives them where it is listed. */
export interface OptionalManifest<Opened extends Feature, Options> extends Manifest<Opened> {
  with(options: Options): Manifest<Opened>;
}

/** What `open` makes: a feature, which is named by its manifest. */
export type Unnamed<Opened extends Feature> = Omit<Opened, "name">;

export interface FeatureDefinition<Opened extends object, Options> {
  readonly name: string;
  readonly needs?: readonly Manifest[];
  /** See `defineStorage`. @default none */
  readonly storages?: readonly Storage<unknown>[];
  /** What it pushes by `house.push`. @default none */
  readonly pushes?: readonly NamedPush[];
  /** Its options where it is listed without any. @default {} */
  readonly options?: Options;
  /** Reads what is kept and makes the feature. Rejects when it cannot work: the server does not start then. */
  open(house: House<Options>): Opened | Promise<Opened>;
}

/** The manifest of a feature. `house.get(manifest)` is what its `open` made. */
export function defineFeature<Opened extends Unnamed<Feature>, Options extends object = object>(
  definition: FeatureDefinition<Opened, Options>,
): OptionalManifest<Opened & Feature, Options> {
  const { name, needs = [], storages = [], pushes = [] } = definition;
  const opening = (options: Options): Manifest<Opened & Feature> => ({
    name,
    needs,
    storages,
    pushes,
    open: async (services) => Object.assign(await definition.open({ ...services, options }), { name }),
  });
  return { ...opening(definition.options ?? ({} as Options)), with: opening };
}
