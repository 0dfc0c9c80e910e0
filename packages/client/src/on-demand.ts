import { Unreachable } from "./errors.ts";
import type { Report } from "./events.ts";
import type { Channel } from "./link/channel.ts";

/** A module that browsers load when it is first needed. */
export interface OnDemand<Module> {
  /** Loads the module. Rejects with {@link Unreachable} `"not-loaded"`; the next call tries again. */
  load(): Promise<Module>;
  /**
   * Loads the module and runs `task` with it, at once if it is loaded already. If loading fails, it tries again on each
   * connection. Returns the function that cancels it.
   */
  whenLoaded(task?: (module: Module) => void): () => void;
  /** Returns methods that load the module first, and reject if it cannot be loaded. */
  methods<Name extends AsyncMethod<Module>>(...names: readonly Name[]): Pick<Module, Name>;
}

/** The names of methods that return a promise. */
type AsyncMethod<Module> = {
  [Name in keyof Module]: Module[Name] extends (...args: never[]) => Promise<unknown> ? Name : never;
}[keyof Module];

/** Makes a module that is loaded when it is first needed. Its `stop` is called when the client is closed. */
export type LoadOnDemand = <Module extends object & { stop?: () => void }>(
  load: () => Promise<Module>,
) => OnDemand<Module>;

export interface LoaderOptions {
  readonly channel: Channel;
  readonly report: Report;
  /** Runs a task when the client is closed. */
  readonly onClose: (task: () => void) => void;
}

export function createLoader({ channel, report, onClose }: LoaderOptions): LoadOnDemand {
  return <Module extends object & { stop?: () => void }>(load: () => Promise<Module>): OnDemand<Module> => {
    let loading: Promise<Module> | undefined;
    let loaded: Module | undefined;

    const get = (): Promise<Module> => {
      loading ??= load().then(
        (module) => {
          loaded = module;
          onClose(() => module.stop?.());
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
      load: get,
      whenLoaded(task = () => {}) {
        // Synchronously if it is loaded already, so that an end and a new start in the same task stay together.
        if (loaded) {
          task(loaded);
          return () => {};
        }
        let wanted = true;
        const attempt = (): void =>
          void get().then((module) => {
            if (!wanted) return;
            cancel();
            task(module);
          }, report);
        const cancel = (): void => {
          wanted = false;
          stopTrying();
        };
        const stopTrying = channel.onConnect(attempt);
        attempt();
        return cancel;
      },
      methods(...names) {
        const method =
          (name: keyof Module) =>
          async (...args: unknown[]) =>
            ((await get())[name] as (...args: unknown[]) => unknown)(...args);
        return Object.fromEntries(names.map((name) => [name, method(name)])) as Pick<Module, (typeof names)[number]>;
      },
    };
  };
}
