import type { ReactiveController, ReactiveControllerHost } from "lit";
import { pageProvider } from "../provider/page.ts";
import type { Provider } from "../provider/provider.ts";

/** The page's provider; the host renders again with each of its changes while it is connected. */
export class ProviderController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #changed: ((provider: Provider) => void) | undefined;
  #stop: (() => void) | undefined;

  /** @param changed called on connection and after each change, before the host renders */
  constructor(host: ReactiveControllerHost, changed?: (provider: Provider) => void) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  get current(): Provider {
    return pageProvider();
  }

  hostConnected(): void {
    this.#stop = this.current.subscribe(() => this.#tell());
    this.#tell();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #tell(): void {
    this.#changed?.(this.current);
    this.#host.requestUpdate();
  }
}
