import type { Feature } from "../kernel/feature.ts";
import { push } from "../kernel/push.ts";
import { StartError } from "../process/start-error.ts";
import type { SqliteStore } from "../store/sqlite/open.ts";
import type { Manifest, Services } from "./manifest.ts";
import type { Parts } from "./parts.ts";

/** The features of a running server. */
export interface OpenedFeatures {
  /** In the order in which they hear of sessions: what one needs comes before it. */
  readonly all: readonly Feature[];
  /** What the manifest's `open` made. @throws when the feature is not listed. */
  get<Opened extends Feature>(manifest: Manifest<Opened>): Opened;
  /** Stops them, the last first. One that fails does not keep the others from it. */
  stop(): Promise<void>;
}

/**
 * Opens the listed features one after the other, each behind those that it needs.
 *
 * @throws StartError when two have one name, a need is not listed, or a push has a number that is taken; and what a feature's `open` throws. Those opened
 * until then are stopped.
 */
export async function openFeatures(
  manifests: readonly Manifest[],
  parts: Parts,
  store: Pick<SqliteStore, "use">,
): Promise<OpenedFeatures> {
  const opened = new Map<string, Feature>();
  const get = <Opened extends Feature>({ name }: Manifest<Opened>): Opened => {
    const feature = opened.get(name);
    if (!feature) throw new Error(`This server has no feature ${name}.`);
    return feature as Opened;
  };
  const stop = async (): Promise<void> => {
    for (const feature of [...opened.values()].reverse()) {
      try {
        await feature.stop?.();
      } catch (err) {
        parts.log.error({ err, feature: feature.name }, "a feature did not stop cleanly");
      }
    }
  };
  try {
    for (const manifest of inOrder(manifests)) {
      const getNeeded: typeof get = (needed) => {
        if (manifest.needs.some(({ name }) => name === needed.name)) return get(needed);
        throw new Error(`The needs of ${manifest.name} do not name ${needed.name}, so it may not be open yet.`);
      };
      const storage: Services["storage"] = (one) => {
        if (manifest.storages.includes(one)) return store.use(one);
        throw new Error(
          `The storages of ${manifest.name} do not name ${one.name}, so the store was not opened with it.`,
        );
      };
      const pushOwn: Services["push"] = (method, payload) => {
        if (manifest.pushes.some((one) => one.method === method.method)) return push(method, payload);
        throw new Error(`The pushes of ${manifest.name} do not name method ${method.method}. Add it to them.`);
      };
      opened.set(manifest.name, await manifest.open({ ...parts, get: getNeeded, storage, push: pushOwn }));
    }
    checkPushes(manifests, opened.values());
  } catch (error) {
    await stop();
    throw error;
  }
  return { all: [...opened.values()], get, stop };
}

/** @throws StartError when a push has the number of another one, or of a method. */
function checkPushes(manifests: readonly Manifest[], features: Iterable<Feature>): void {
  const taken = new Map<number, string>();
  for (const { routes } of features) for (const { method, name } of routes) taken.set(method, name);
  for (const { method, name } of manifests.flatMap(({ pushes }) => pushes)) {
    const other = taken.get(method);
    if (other !== undefined)
      throw new StartError(
        "bad-feature",
        `Method ${method} is taken twice, by ${other} and the push ${name}. Give one of them another number.`,
      );
    taken.set(method, name);
  }
}

/** As they are listed, but each behind those that it needs. @throws StartError */
function inOrder(manifests: readonly Manifest[]): readonly Manifest[] {
  const listed = new Map<string, Manifest>();
  for (const manifest of manifests) {
    if (listed.has(manifest.name))
      throw new StartError("bad-feature", `Two features are called ${manifest.name}. Give one of them another name.`);
    listed.set(manifest.name, manifest);
  }
  const ordered = new Set<Manifest>();
  const put = (manifest: Manifest, users: readonly string[]): void => {
    const { name } = manifest;
    if (users.includes(name))
      throw new StartError("bad-feature", `Features need each other: ${[...users, name].join(", ")}. Let one not.`);
    for (const needed of manifest.needs) {
      const one = listed.get(needed.name);
      if (!one)
        throw new StartError(
          "bad-feature",
          `The feature ${name} needs ${needed.name}, which this server does not have. List it in "features", too.`,
        );
      if (!ordered.has(one)) put(one, [...users, name]);
    }
    ordered.add(manifest);
  };
  for (const manifest of manifests) put(manifest, []);
  return [...ordered];
}
