import type { Client } from "@livename/client";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { pageProvider } from "../provider/page.ts";

/**
 * Starts something with the page's client while the host is connected and somebody is signed in, and ends it
 * afterwards.
 */
export class ClientController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #begin: (client: Client) => () => void;
  #client: Client | undefined;
  #end: (() => void) | undefined;
  #stop: (() => void) | undefined;

  /** @param begin called with each usable client; the function it returns is called at the end */
  constructor(host: ReactiveControllerHost & Element, begin: (client: Client) => () => void) {
    this.#host = host;
    this.#begin = begin;
    host.addController(this);
  }

  /** The client in use; undefined while nobody is signed in. */
  get current(): Client | undefined {
    return this.#client;
  }

  hostConnected(): void {
    this.#stop = pageProvider().subscribe(() => this.#look());
    this.#look();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#use(undefined);
  }

  /** End and start again with the same client, because its subject has changed. */
  restart(): void {
    if (this.#client === undefined) return;
    this.#end?.();
    this.#end = this.#begin(this.#client);
    this.#host.requestUpdate();
  }

  #look(): void {
    const { client, state } = pageProvider();
    this.#use(state.name === "signed-out" ? undefined : client);
    this.#host.requestUpdate();
  }

  #use(client: Client | undefined): void {
    if (client === this.#client) return;
    this.#end?.();
    this.#client = client;
    this.#end = client && this.#begin(client);
  }
}
