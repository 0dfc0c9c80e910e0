import type { Client, OwnStatus } from "@livename/client";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { pageProvider } from "../provider/page.ts";

/** The viewer's own status; the host renders when it changes. */
export class OwnStatusController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #client: Client | undefined;
  #stopProvider: (() => void) | undefined;
  #stopOwn: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get current(): OwnStatus | undefined {
    return this.#client?.presence.own;
  }

  hostConnected(): void {
    this.#stopProvider = pageProvider().subscribe(() => this.#use(pageProvider().client));
    this.#use(pageProvider().client);
  }

  hostDisconnected(): void {
    this.#stopProvider?.();
    this.#use(undefined);
  }

  #use(client: Client | undefined): void {
    if (client === this.#client) return;
    this.#stopOwn?.();
    this.#client = client;
    this.#stopOwn = client?.presence.on("own", () => this.#host.requestUpdate());
  }
}
