import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { focusOpener } from "../overlay/focus.ts";
import { nextItem } from "../overlay/menu.ts";
import { keepBeside } from "../overlay/position.ts";

export interface MenuItem {
  readonly label: string;
  readonly danger?: boolean;
  run(): void;
}

/** One menu for all rows of a host. It opens beside the button that was pressed, and gives the focus back to it. */
export class MenuController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement & { readonly renderRoot: ParentNode };
  #items: readonly MenuItem[] = [];
  #label = "";
  #button: HTMLElement | undefined;
  #release: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement & { readonly renderRoot: ParentNode }) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#release?.();
    this.#button = undefined;
  }

  /** Whether the menu is open for the button with this `data-menu`. */
  isOf(key: string): boolean {
    return this.#button?.dataset.menu === key;
  }

  open(button: HTMLElement, label: string, items: readonly MenuItem[]): void {
    this.#button = button;
    this.#label = label;
    this.#items = items;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => {
      const menu = this.#menu;
      if (this.#button !== button || menu === null) return;
      menu.showPopover();
      this.#release = keepBeside(button, menu);
      menu.querySelector("button")?.focus();
    });
  }

  render(): TemplateResult {
    return html`<div class="menu" part="menu" popover role="menu" aria-label=${this.#label || nothing} @beforetoggle=${this.#closes} @toggle=${this.#toggled} @keydown=${this.#key}>
      ${this.#items.map((item) => html`<button class=${item.danger ? "danger" : ""} type="button" role="menuitem" tabindex="-1" @click=${() => this.#run(item)}>${item.label}</button>`)}
    </div>`;
  }

  get #menu(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(".menu");
  }

  #run(item: MenuItem): void {
    this.#menu?.hidePopover();
    item.run();
  }

  /** The chosen item may move the focus again afterwards. */
  readonly #closes = (event: Event): void => focusOpener(event, this.#button);

  readonly #toggled = (event: Event): void => {
    if ((event as ToggleEvent).newState === "open") return;
    this.#release?.();
    this.#release = undefined;
    this.#button = undefined;
    this.#host.requestUpdate();
  };

  readonly #key = (event: KeyboardEvent): void => {
    const buttons = [...(this.#menu?.querySelectorAll("button") ?? [])];
    if (event.key === "Tab") this.#menu?.hidePopover();
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === " ") return;
    const labels = buttons.map((button) => button.textContent?.trim() ?? "");
    const next = nextItem(event.key, buttons.indexOf(event.target as HTMLButtonElement), labels);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[next]?.focus();
  };
}
