import type { Client, Found, Presence, Search, Watch } from "@livename/client";
import type { ReactiveControllerHost } from "lit";
import { ClientController } from "./client.ts";

/** State of a search. */
export type SearchState =
  | { readonly name: "idle" }
  /** `found` answers `query`; what is being typed may be longer. */
  | { readonly name: "found"; readonly query: string; readonly found: Found }
  | { readonly name: "failed" };

/** Searches the directory while the viewer types, and follows the presence of the people found. */
export class SearchController {
  state: SearchState = { name: "idle" };
  readonly #host: ReactiveControllerHost & Element;
  readonly #changed: () => void;
  readonly #limit: number;
  #search: Search | undefined;
  #watch: Watch | undefined;
  #query = "";

  /** @param changed called before the host renders with each new state */
  constructor(host: ReactiveControllerHost & Element, limit: number, changed: () => void) {
    this.#host = host;
    this.#limit = limit;
    this.#changed = changed;
    new ClientController(host, (client) => this.#begin(client));
  }

  /** Call it with each key press; empty ends the search. */
  type(query: string): void {
    this.#query = query.trim();
    if (this.#query === "") this.#show({ name: "idle" });
    this.#search?.type(query);
  }

  /** Undefined while it is not known. */
  presenceOf(id: string): Presence | undefined {
    return this.#watch?.get(id)?.presence;
  }

  #begin(client: Client): () => void {
    let open = true;
    const watch = client.presence.watch([]);
    this.#watch = watch;
    watch.on("change", () => this.#host.requestUpdate());
    const failed = (): void => {
      if (open && this.#query !== "") this.#show({ name: "failed" });
    };
    client.directory.createSearch({ limit: this.#limit }).then((search) => {
      if (!open) return search.close();
      this.#search = search;
      search.on("change", ({ query, found }) => {
        if (this.#query !== "") this.#show({ name: "found", query, found });
      });
      search.on("error", failed);
      if (this.#query !== "") search.type(this.#query);
    }, failed);
    return () => {
      open = false;
      this.#search?.close();
      this.#search = undefined;
      watch.close();
      this.#watch = undefined;
      this.state = { name: "idle" };
    };
  }

  #show(state: SearchState): void {
    this.state = state;
    this.#follow(state.name === "found" ? state.found.people.map(({ id }) => id) : []);
    this.#changed();
    this.#host.requestUpdate();
  }

  #follow(ids: readonly string[]): void {
    const wanted = new Set(ids);
    const gone = this.#watch?.people.map(({ person }) => person).filter((id) => !wanted.has(id)) ?? [];
    if (gone.length > 0) this.#watch?.remove(gone);
    this.#watch?.add(ids);
  }
}
