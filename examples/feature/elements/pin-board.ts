// <pin-board board="/plan">: the pins of a board, whose they are, and a field for another one.
import { type Client, LivenameError } from "@livename/client";
import { ClientController, controls, surface, tokens } from "@livename/elements";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type Board, type PinboardService, pinboard } from "../client/pinboard.ts";
import type { Pin } from "../gen/pinboard.js";
import { pinBoardStyles } from "./pin-board.styles.ts";

export class PinBoard extends LitElement {
  static override styles = [tokens, surface, controls, pinBoardStyles];
  static override properties = { board: { type: String } };
  declare board: string;
  readonly #client = new ClientController(this, (client) => this.#follow(client));
  #open: Board | undefined;
  #says = "";

  #follow(client: Client): () => void {
    let ended = false;
    const opened = (board: Board): void => {
      if (ended) board.close();
      else this.#open = board;
      board.on("change", () => this.requestUpdate());
      this.#say("");
    };
    client.feature(pinboard).open(this.board).then(opened, this.#fail);
    return () => {
      ended = true;
      this.#open?.close();
      this.#open = undefined;
    };
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.get("board") !== undefined) this.#client.restart();
  }

  #say(text: string): void {
    this.#says = text;
    this.requestUpdate();
  }

  readonly #fail = (error: unknown): void =>
    this.#say(error instanceof LivenameError ? error.message : "That did not work. Try again.");

  async #change(make: (service: PinboardService) => Promise<unknown>): Promise<void> {
    this.#say("");
    await make(this.#client.current!.feature(pinboard)).catch(this.#fail);
    this.renderRoot.querySelector("input")?.focus();
  }

  readonly #pin = (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const field = this.renderRoot.querySelector("input")!;
    const text = field.value;
    return this.#change(async (service) => {
      await service.pin(this.board, text);
      if (field.value === text) field.value = "";
    });
  };

  protected override render(): TemplateResult {
    const pins = [...(this.#open?.registers.values() ?? [])].sort((one, other) => other.id - one.id);
    const { mayPin = false, mostChars = 0 } = this.#open?.reply ?? {};
    const state = !this.#open ? "Connecting…" : pins.length === 0 ? "Nothing is pinned yet." : "";
    return html`<section aria-label="Pinboard">
      <form ?hidden=${!mayPin} @submit=${this.#pin}>
        <input dir="auto" autocomplete="off" maxlength=${mostChars} aria-label="Note to pin" placeholder="Pin a note…">
        <button class="primary">Pin</button>
      </form>
      <p role="status">${this.#says || state}</p>
      <ul>${repeat(pins, (pin) => pin.id, this.#note)}</ul>
    </section>`;
  }

  readonly #note = ({ id, text, author, address, name }: Pin): TemplateResult =>
    html`<li>
      <p dir="auto">${text}</p>
      <footer>
        ${address ? html`<live-name person=${address}>${name}</live-name>` : html`<span>Somebody who left</span>`}
        <button class="plain" aria-label=${`Take off: ${text}`} ?hidden=${author !== this.#client.current?.self?.id}
          @click=${() => this.#change((service) => service.remove(this.board, id))}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"></path></svg>
        </button>
      </footer>
    </li>`;
}
