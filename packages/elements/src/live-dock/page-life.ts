import type { ReactiveController, ReactiveControllerHost } from "lit";
import { native } from "../dom/native.ts";

export interface PageLifeOptions {
  /** The page may be gone after this. */
  readonly keep: () => void;
  /** The page came back from the browser's page cache; the tab may have shown other pages in the meantime. */
  readonly returned: () => void;
}

/** Reports when the host's page may be unloaded, and when it comes back. */
export class PageLife implements ReactiveController {
  readonly #options: PageLifeOptions;

  constructor(host: ReactiveControllerHost, options: PageLifeOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("pagehide", this.#options.keep);
    window.addEventListener("pageshow", this.#shown);
    native(document, "addEventListener")("visibilitychange", this.#hidden);
  }

  hostDisconnected(): void {
    window.removeEventListener("pagehide", this.#options.keep);
    window.removeEventListener("pageshow", this.#shown);
    native(document, "removeEventListener")("visibilitychange", this.#hidden);
  }

  readonly #hidden = (): void => {
    if (native(document, "visibilityState") === "hidden") this.#options.keep();
  };

  readonly #shown = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.#options.returned();
  };
}
