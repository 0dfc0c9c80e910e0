import type { Feature, FeatureContext } from "./feature.ts";
import { createLoader } from "./on-demand.ts";

/** The features that one client uses. */
export interface FeatureHost {
  /** What hello names. */
  readonly names: string[];
  /** The service of a feature, made at the first call. */
  feature<Service>(feature: Feature<Service>): Service;
  /** The client is closed. */
  stop(): void;
}

export function createFeatureHost(parts: Omit<FeatureContext, "onDemand" | "onClose" | "feature">): FeatureHost {
  const services = new Map<Feature<unknown>, unknown>();
  const closing: (() => void)[] = [];
  const onClose = (task: () => void): void => {
    if (parts.channel.closed) task();
    else closing.push(task);
  };
  const feature = <Service>(wanted: Feature<Service>): Service => {
    if (!services.has(wanted)) services.set(wanted, wanted.create(context));
    return services.get(wanted) as Service;
  };
  const context: FeatureContext = { ...parts, onDemand: createLoader({ ...parts, onClose }), onClose, feature };
  return {
    get names() {
      return [...services.keys()].map(({ name }) => name);
    },
    feature,
    stop() {
      for (const task of closing) task();
    },
  };
}
