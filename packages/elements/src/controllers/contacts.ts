import type { Client, ContactList, Watch } from "@livename/client";
import type { ReactiveControllerHost } from "lit";
import { ClientController } from "./client.ts";

/** Loading state of the contact list. */
export type ContactsState =
  | { readonly name: "loading" }
  | { readonly name: "open"; readonly list: ContactList; readonly watch: Watch }
  | { readonly name: "failed" };

/** The viewer's contacts and their presence; the host renders when either changes. */
export class ContactsController {
  state: ContactsState = { name: "loading" };
  readonly #host: ReactiveControllerHost & Element;
  readonly #client: ClientController;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    this.#client = new ClientController(host, (client) => this.#begin(client));
  }

  /** Try again after `failed`. */
  retry(): void {
    this.#client.restart();
  }

  #begin(client: Client): () => void {
    let wanted = true;
    this.state = { name: "loading" };
    const changed = (): void => this.#host.requestUpdate();
    client.contacts.open().then(
      (list) => {
        if (!wanted) return list.close();
        const watch = list.watch();
        list.on("change", changed);
        watch.on("change", changed);
        this.state = { name: "open", list, watch };
        changed();
      },
      () => {
        if (wanted) this.state = { name: "failed" };
        changed();
      },
    );
    return () => {
      wanted = false;
      if (this.state.name === "open") {
        this.state.watch.close();
        this.state.list.close();
      }
      this.state = { name: "loading" };
    };
  }
}
