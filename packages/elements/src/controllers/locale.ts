import type { ReactiveController, ReactiveControllerHost } from "lit";
import { languageOf, localeFor } from "../locales/load.ts";
import type { Locale } from "../locales/locale.ts";

/** The locale of the nearest `lang`. The host renders again when its messages have loaded. */
export class LocaleController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Read it only while rendering: the nearest `lang` may change with the page. */
  get current(): Locale {
    return localeFor(languageOf(this.#host), () => this.#host.requestUpdate());
  }
}
