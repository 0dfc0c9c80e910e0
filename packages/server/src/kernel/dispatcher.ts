import { StartError } from "../process/start-error.ts";
import type { CommandContext, Route, Session } from "./feature.ts";

/** Every command goes through here, whoever sends it: which route answers it. */
export class Dispatcher {
  readonly #routes = new Map<number, Route>();

  /** @throws StartError when two routes are for one method. */
  constructor(routes: Iterable<Route>) {
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

  /** Answers the command by the route. @throws Refusal, at once or later; anything else is a fault of ours. */
  run(route: Route, session: Session, payload: Uint8Array, context: CommandContext): Uint8Array | Promise<Uint8Array> {
    return route.handle(session, payload, context);
  }
}
