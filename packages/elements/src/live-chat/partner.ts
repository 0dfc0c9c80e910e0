import type { Person, Presence } from "@livename/client";
import type { ReactiveControllerHost } from "lit";
import { FollowController } from "../controllers/follow.ts";
import { pageProvider } from "../provider/page.ts";

/** The other member of a chat: presence, and what the directory says. */
export class Partner {
  /** Undefined until the directory has answered. */
  person: Person | undefined;
  readonly #host: ReactiveControllerHost & Element;
  readonly #follow: FollowController;
  #asked = "";

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    this.#follow = new FollowController(host, { always: true });
  }

  get presence(): Presence {
    return this.#follow.presence;
  }

  /** The chat is with somebody else now. */
  reset(): void {
    this.person = undefined;
    this.#asked = "";
  }

  /** @param id id or address; empty while it is not known */
  follow(id: string): void {
    this.#follow.person = id;
    if (id !== "" && id !== this.#asked) void this.#ask(id);
  }

  async #ask(id: string): Promise<void> {
    const { client } = pageProvider();
    if (client === undefined) return;
    this.#asked = id;
    try {
      const [person] = await client.directory.get(id);
      if (this.#asked !== id) return;
      this.person = person;
      this.#host.requestUpdate();
    } catch {
      // The address stands in for the name until the next rendering asks again.
      if (this.#asked === id) this.#asked = "";
    }
  }
}
