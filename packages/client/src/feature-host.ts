import type { Feature, FeatureContext } from "./feature.ts";
import { createLoader } from "./on-demand.ts";

/** The features of one client. */
export interface FeatureHost {
  /** The names that the client sends in hello. */
  readonly names: string[];
  /** Returns the service of a feature. The first call creates it. */
  feature<Service>(feature: Feature<Service>): Service;
  /** Called when the client is closed. */
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
