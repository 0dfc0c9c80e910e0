import type { AlertEvents, AlertList, Client } from "@livename/client";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Provider } from "../provider/provider.ts";
import { ProviderController } from "./provider.ts";

export interface AlertsOptions {
  /** The list was opened, has changed, or is closed. */
  changed?(list: AlertList | undefined): void;
  /** An alert has come. */
  alert(event: AlertEvents["alert"]): void;
}

/**
 * The viewer's alerts, while the host is connected; the host renders when they change. It also tells the page that
 * alerts are shown on it.
 */
export class AlertsController implements ReactiveController {
  /** Undefined until it is open. */
  list: AlertList | undefined;
  /** The list could not be opened. It is tried again when the page is online. */
  failed = false;
  readonly #host: ReactiveControllerHost & Element;
  readonly #options: AlertsOptions;
  readonly #provider: ProviderController;
  #client: Client | undefined;

  constructor(host: ReactiveControllerHost & Element, options: AlertsOptions) {
    this.#host = host;
    this.#options = options;
    this.#provider = new ProviderController(host, (provider) => this.#use(provider));
    host.addController(this);
  }

  /** The viewer's person id. */
  get viewer(): string | undefined {
    return this.#client?.self?.id;
  }

  hostConnected(): void {
    const provider = this.#provider.current;
    provider.bells = (provider.bells ?? 0) + 1;
  }

  hostDisconnected(): void {
    const provider = this.#provider.current;
    provider.bells = (provider.bells ?? 1) - 1;
    this.#leave();
  }

  /** Try again after `failed`. */
  retry(): void {
    void this.#open();
  }

  #use({ state, client }: Provider): void {
    if (!this.#host.isConnected) return;
    const usable = state.name === "signed-out" ? undefined : client;
    if (usable !== this.#client) {
      this.#leave();
      this.#client = usable;
      void this.#open();
    } else if (state.name === "online" && this.failed) void this.#open();
  }

  #leave(): void {
    this.list?.close();
    this.#client = undefined;
    this.#become(undefined);
  }

  async #open(): Promise<void> {
    const client = this.#client;
    this.failed = false;
    this.#host.requestUpdate();
    try {
      const list = await client?.alerts.open();
      if (list === undefined) return;
      if (client !== this.#client || this.list !== undefined) return list.close();
      list.on("change", () => this.#become(list));
      list.on("alert", (event) => this.#options.alert(event));
      this.#become(list);
    } catch {
      this.failed = client === this.#client;
      this.#host.requestUpdate();
    }
  }

  #become(list: AlertList | undefined): void {
    this.list = list;
    this.#options.changed?.(list);
    this.#host.requestUpdate();
  }
}
