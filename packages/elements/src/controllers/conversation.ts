import type { Client, Conversation, LivenameError, Message } from "@livename/client";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { pageProvider } from "../provider/page.ts";

/** Loading state of an element's conversation. `readTo` is the read pointer when it was opened with unread messages. */
export type ConversationState =
  | { readonly name: "idle" }
  | { readonly name: "opening" }
  | { readonly name: "open"; readonly conversation: Conversation; readonly readTo: number | undefined }
  | { readonly name: "failed"; readonly error: LivenameError | undefined };

/** Holds one conversation open while the host is connected and the page has a client. */
export class ConversationController implements ReactiveController {
  state: ConversationState = { name: "idle" };
  readonly #host: ReactiveControllerHost & Element;
  readonly #came: (message: Message) => void;
  #subject = "";
  #client: Client | undefined;
  #stops: (() => void)[] = [];

  /** @param came called with each message from somebody else that arrives while it is open */
  constructor(host: ReactiveControllerHost & Element, came: (message: Message) => void) {
    this.#host = host;
    this.#came = came;
    host.addController(this);
  }

  /** A person's address or id, or the id of a conversation. */
  set subject(subject: string) {
    if (subject === this.#subject) return;
    this.#subject = subject;
    this.#reopen();
  }

  /** Try again after `failed`. */
  retry(): void {
    this.#reopen();
  }

  hostConnected(): void {
    this.#stops.push(pageProvider().subscribe(() => this.#providerChanged()));
    this.#providerChanged();
  }

  hostDisconnected(): void {
    this.#leave();
    for (const stop of this.#stops.splice(0)) stop();
    this.#client = undefined;
  }

  #providerChanged(): void {
    const { client, state } = pageProvider();
    const usable = state.name === "signed-out" ? undefined : client;
    if (usable === this.#client) return;
    this.#client = usable;
    this.#reopen();
  }

  #leave(): void {
    if (this.state.name === "open") this.state.conversation.close();
    this.state = { name: "idle" };
  }

  #reopen(): void {
    this.#leave();
    if (this.#client !== undefined && this.#subject !== "" && this.#host.isConnected)
      void this.#open(this.#client, this.#subject);
    this.#host.requestUpdate();
  }

  async #open(client: Client, subject: string): Promise<void> {
    const opening: ConversationState = { name: "opening" };
    this.state = opening;
    try {
      const conversation = await client.conversations.open(subject);
      if (this.state !== opening) return conversation.close();
      this.state = { name: "open", conversation, readTo: conversation.unread > 0 ? conversation.read : undefined };
      conversation.on("change", () => this.#host.requestUpdate());
      conversation.on("typing", () => this.#host.requestUpdate());
      conversation.on("message", ({ message }) => {
        if (message.sender !== client.self?.id && message.state === "sent") this.#came(message);
      });
    } catch (error) {
      if (this.state !== opening) return;
      this.state = { name: "failed", error: error as LivenameError };
    }
    this.#host.requestUpdate();
  }
}
