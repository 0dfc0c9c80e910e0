import type { ReactiveController, ReactiveControllerHost } from "lit";
import { languageOf, localeFor } from "../locales/load.ts";
import type { Locale } from "../locales/locale.ts";

/** The locale of the nearest `lang`; the host renders again when its messages have come. */
export class LocaleController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Read while rendering only: the nearest `lang` may change as the page does. */
  get current(): Locale {
    return localeFor(languageOf(this.#host), () => this.#host.requestUpdate());
  }
}
