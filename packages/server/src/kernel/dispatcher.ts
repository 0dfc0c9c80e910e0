import type { Log } from "../process/log.ts";
import { StartError } from "../process/start-error.ts";
import { behindAnswer } from "./behind-answer.ts";
import type { CommandContext, Hook, Route, Session } from "./feature.ts";

/** A command of a method with hooks. */
interface Hooked {
  readonly hooks: ReadonlySet<Hook>;
  readonly route: Route;
  readonly session: Session;
  readonly payload: Uint8Array;
  readonly context: CommandContext;
}

/** Finds the route of each command, from clients and from inside the server, and runs it with the method's hooks. */
export class Dispatcher {
  readonly #log: Pick<Log, "error">;
  readonly #routes = new Map<number, Route>();
  readonly #hooks = new Map<number, Set<Hook>>();
  /** By session: settles when the handler of the last command with hooks has started. */
  readonly #begun = new WeakMap<Session, Promise<void>>();

  /** @throws StartError when two routes have the same method. */
  constructor(routes: Iterable<Route>, log: Pick<Log, "error">) {
    this.#log = log;
    for (const route of routes) {
      const other = this.#routes.get(route.method);
      if (other)
        throw new StartError(
          "bad-feature",
          `Method ${route.method} is taken twice, by ${other.name} and ${route.name}. Give one of them another number.`,
        );
      this.#routes.set(route.method, route);
    }
  }

  find(method: number): Route | undefined {
    return this.#routes.get(method);
  }

  /** Runs the hook around each command of its method. Returns the function that removes it. @throws Error when no route has the method. */
  hook(hook: Hook): () => void {
    if (!this.#routes.has(hook.method)) throw new Error(`No feature of this server answers ${hook.name}.`);
    const hooks = new Set(this.#hooks.get(hook.method)).add(hook);
    this.#hooks.set(hook.method, hooks);
    return () => {
      const left = new Set(this.#hooks.get(hook.method));
      left.delete(hook);
      if (left.size > 0) this.#hooks.set(hook.method, left);
      else this.#hooks.delete(hook.method);
    };
  }

  /** Runs the command. @throws Refusal, or rejects with one; anything else thrown is a fault of the server. */
  run(route: Route, session: Session, payload: Uint8Array, context: CommandContext): Uint8Array | Promise<Uint8Array> {
    const hooks = this.#hooks.size === 0 ? undefined : this.#hooks.get(route.method);
    if (!hooks) return route.handle(session, payload, context);
    return this.#runHooked({ hooks, route, session, payload, context });
  }

  async #runHooked(command: Hooked): Promise<Uint8Array> {
    const { route, session, context } = command;
    // A session's commands start in the order in which they arrived, however long the hooks of each take.
    const turn = (this.#begun.get(session) ?? Promise.resolve()).then(async () => {
      const payload = await beforeAll(command);
      // The reply's promise is wrapped in an object: otherwise `turn` would wait for the reply, not only for the start.
      return { payload, reply: route.handle(session, payload, context) };
    });
    const begun = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#begun.set(session, begun);
    const { payload, reply } = await turn;
    const answer = await reply;
    behindAnswer(() => void this.#afterAll({ ...command, payload }, answer));
    return answer;
  }

  /** The command has been answered already, so errors are only logged. */
  async #afterAll({ hooks, route, session, payload, context }: Hooked, reply: Uint8Array): Promise<void> {
    for (const { after } of hooks) {
      try {
        await after?.(session, payload, context.key, reply);
      } catch (err) {
        this.#log.error({ err, method: route.name }, "a hook failed");
      }
    }
  }
}

/** Runs the `before` hooks one after the other. Returns the request as they changed it. @throws what a hook throws. */
async function beforeAll({ hooks, session, payload, context }: Hooked): Promise<Uint8Array> {
  let request = payload;
  for (const { before } of hooks) request = (await before?.(session, request, context.key)) ?? request;
  return request;
}
