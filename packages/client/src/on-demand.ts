import { Unreachable } from "./errors.ts";
import type { Report } from "./events.ts";
import type { Channel } from "./link/channel.ts";

/** Code that browsers load when somebody first needs it. */
export interface OnDemand<M> {
  /** Rejects with {@link Unreachable} `"not-loaded"`; the next call tries again. */
  get(): Promise<M>;
  /** Runs `task` when it is there, tried again with each connection; the returned function ends the wish. */
  want(task?: (module: M) => void): () => void;
}

/** What is loaded may have something to end with the client. */
type Loaded = object & { stop?: () => void };
export type LoadOnDemand = <M extends Loaded>(load: () => Promise<M>) => OnDemand<M>;

export function createOnDemand(channel: Channel, report: Report): { onDemand: LoadOnDemand; stop(): void } {
  const stops: (() => void)[] = [];
  return {
    onDemand<M extends Loaded>(load: () => Promise<M>): OnDemand<M> {
      let loading: Promise<M> | undefined;
      let loaded: M | undefined;
      const get = (): Promise<M> => {
        loading ??= load().then(
          (module) => {
            loaded = module;
            if (channel.closed) module.stop?.();
            else stops.push(() => module.stop?.());
            return module;
          },
          () => {
            loading = undefined;
            throw new Unreachable("not-loaded", "A module of the client could not be loaded. Try again later.");
          },
        );
        return loading;
      };
      return {
        get,
        want(task = () => {}) {
          // At once when it is there, so that what is ended and begun within a tick stays within it.
          if (loaded) {
            task(loaded);
            return () => {};
          }
          let wanted = true;
          const attempt = (): void =>
            void get().then((module) => {
              if (!wanted) return;
              end();
              task(module);
            }, report);
          const end = (): void => {
            wanted = false;
            unfollow();
          };
          const unfollow = channel.follow(attempt);
          attempt();
          return end;
        },
      };
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}
