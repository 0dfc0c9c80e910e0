import type { Feature } from "../kernel/feature.ts";
import { StartError } from "../process/start-error.ts";
import type { Manifest, NamedPush } from "./manifest.ts";

/** Methods, and codes of refusals, that the protocol leaves to applications (SPEC F23). */
export const OWN_METHODS = { first: 10_000, last: 19_999 } as const;

const FEATURE = /^[a-z][a-z0-9_]{0,31}$/;
const METHOD = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * The manifest of a feature that is not the server's own, which opens only if it keeps to what such features may have.
 *
 * @throws StartError when its name cannot be one, its storage has another, or a push is none that it may have.
 */
export function fromOutside(manifest: Manifest): Manifest {
  const { name } = manifest;
  if (!FEATURE.test(name))
    throw bad(name, 'has a name that cannot be listed. Use up to 32 small letters, digits and "_", a letter first');
  const misnamed = manifest.storages.find((storage) => storage.name !== name);
  const wrongPush = manifest.pushes
    .map((push) => problemOfMethod(name, "pushes", push))
    .find((one) => one !== undefined);
  if (wrongPush !== undefined) throw bad(name, wrongPush);
  if (misnamed) throw bad(name, `has a storage "${misnamed.name}". Call it "${name}", and begin its tables' names so`);
  return {
    ...manifest,
    async open(services) {
      const feature = await manifest.open(services);
      const problem = problemOf(name, feature);
      if (problem === undefined) return feature;
      await feature.stop?.();
      throw bad(name, problem);
    },
  };
}

function problemOf(name: string, { routes, gauges = [], counters = [] }: Feature): string | undefined {
  for (const route of routes) {
    const problem = problemOfMethod(name, "answers", route);
    if (problem !== undefined) return problem;
  }
  const metric = [...gauges, ...counters].find((one) => !METHOD.test(one.name) || !one.name.startsWith(`${name}_`));
  if (metric) return `has a metric "${metric.name}". Begin its name with ${name}_`;
  const counter = counters.find((one) => !one.name.endsWith("_total"));
  return counter && `has a counter "${counter.name}". End its name with _total`;
}

function problemOfMethod(feature: string, does: "answers" | "pushes", { method, name }: NamedPush): string | undefined {
  const { first, last } = OWN_METHODS;
  if (!Number.isInteger(method) || method < first || method > last)
    return `${does} method ${method} (${name}). Applications have ${first} to ${last}`;
  if (!METHOD.test(name) || !name.startsWith(`${feature}_`))
    return `calls method ${method} "${name}". Call it ${feature}_ and what is done, in small letters`;
  return undefined;
}

function bad(name: string, problem: string): StartError {
  return new StartError("bad-feature", `The feature "${name}" ${problem}.`);
}
