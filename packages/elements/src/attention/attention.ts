import type { Client, Inbox, InboxEvents } from "@livename/client";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { native } from "../dom/native.ts";
import { languageOf, localeFor } from "../locales/load.ts";
import { wordsIn } from "../locales/words.ts";
import { pageProvider } from "../provider/page.ts";
import { lookAt, type Notice, notice } from "./notices.ts";
import { TitleCount } from "./title.ts";
import { attentionWords } from "./words.ts";

/** Reports messages that arrive while the page is hidden, as long as an element with chats is on it. */
export class AttentionController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stop = attend(this.#host);
  }

  hostDisconnected(): void {
    this.#stop?.();
  }
}

const hosts = new Set<Element>();
let attention: Attention | undefined;

function attend(host: Element): () => void {
  hosts.add(host);
  attention ??= new Attention();
  return () => {
    hosts.delete(host);
    // An element that is only moved is connected again before this runs.
    setTimeout(() => {
      if (hosts.size > 0) return;
      attention?.end();
      attention = undefined;
    });
  };
}

class Attention {
  readonly #title = new TitleCount();
  readonly #leave: () => void;
  #client: Client | undefined;
  #inbox: Inbox | undefined;
  #came = 0;
  #lookAway: (() => void) | undefined;

  constructor() {
    native(document, "addEventListener")("visibilitychange", this.#look);
    this.#leave = pageProvider().subscribe(this.#follow);
    this.#follow();
  }

  end(): void {
    native(document, "removeEventListener")("visibilitychange", this.#look);
    this.#leave();
    this.#forget();
  }

  readonly #follow = (): void => {
    const { client, state } = pageProvider();
    const wanted = state.name === "signed-out" || state.name === "not-configured" ? undefined : client;
    if (wanted === this.#client) {
      // The viewer may have become known only now.
      if (this.#lookAway === undefined) this.#look();
      return;
    }
    this.#forget();
    this.#client = wanted;
    void this.#open(wanted);
  };

  async #open(client: Client | undefined): Promise<void> {
    // Without an inbox there is nothing to report. The next change of the connection opens it again.
    const inbox = await client?.conversations.inbox().catch(() => undefined);
    if (inbox === undefined) return;
    if (client !== this.#client || this.#inbox !== undefined) return inbox.close();
    this.#inbox = inbox;
    inbox.on("message", (came) => void this.#tell(came));
    // Read on another device.
    inbox.on("change", () => {
      if (inbox.unread === 0) this.#count(0);
    });
    this.#look();
  }

  #forget(): void {
    this.#count(0);
    this.#lookAway?.();
    this.#lookAway = undefined;
    this.#inbox?.close();
    this.#inbox = undefined;
    this.#client = undefined;
  }

  readonly #look = (): void => {
    this.#lookAway?.();
    this.#lookAway = undefined;
    if (isHidden()) return;
    this.#count(0);
    const viewer = this.#client?.self?.id;
    if (viewer !== undefined) this.#lookAway = lookAt(viewer);
  };

  async #tell({ item, message, quiet }: InboxEvents["message"]): Promise<void> {
    const client = this.#client;
    const viewer = client?.self?.id;
    if (client === undefined || viewer === undefined || message.sender === viewer || !isHidden()) return;
    this.#count(this.#came + 1);
    if (quiet) return;
    let person = message.sender;
    let name = "";
    const says = async (): Promise<Notice | undefined> => {
      const [sender] = await client.directory.get(message.sender).catch(() => []);
      const [host] = hosts;
      if (host === undefined || !isHidden()) return undefined;
      name = sender?.name ?? "";
      person = sender?.address || person;
      const { lang } = localeFor(languageOf(host), () => {});
      const text = wordsIn(attentionWords, { lang }).text("message");
      // The text stays in the chat: anybody who sees the screen can read a notice.
      return { title: name || text, body: name && text, lang };
    };
    await notice(`${item.id} ${message.number}`, viewer, says, () => pageProvider().chats?.open(person, name));
  }

  #count(came: number): void {
    this.#came = came;
    this.#title.show(came);
  }
}

const isHidden = (): boolean => native(document, "visibilityState") === "hidden";
