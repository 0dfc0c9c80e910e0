import { type Client, type ClientState, type ConnectOptions, connect } from "@livename/client";
import { type FollowListener, Follows } from "./follows.ts";
import { remindLater } from "./forgotten.ts";
import { type ProviderState, providerState } from "./state.ts";

/** How a page connects to its server, when it does not bring a client of its own. */
export interface ProvideOptions extends ConnectOptions {
  /**
   * What "Sign in" does; false: it is not offered, because the viewer signs in elsewhere.
   *
   * @default opens the server's sign-in page in a window of its own
   */
  readonly signIn?: (() => void) | false;
  /** Called when the viewer signs out, such as to end the page's own session. */
  readonly signOut?: () => void | Promise<void>;
}

/** Where chats open. A `<live-dock>` registers itself while it is in the page. */
export interface ChatSurface {
  /** @param from the element that asked for it; the chat must be usable together with it */
  open(person: string, name: string, from?: Element): void;
}

/**
 * What all elements of a page share, whichever copy of this package they come from. Within a contract number, members
 * are added, but never changed or removed. A breaking change gets a new number, and both providers exist side by side.
 */
export interface Provider {
  readonly contract: 1;
  readonly client: Client | undefined;
  readonly state: ProviderState;
  chats: ChatSurface | undefined;
  /** Adds a place for chats to a page that has none; undefined when the page does not want one. */
  summon?: (() => Promise<ChatSurface | undefined>) | undefined;
  /** How many elements of the page show alerts; absent in a provider of an older copy. */
  bells?: number;
  /** Use this client, or create one. The previous client is closed if it was created here. */
  provide(source: Client | ProvideOptions): Client;
  /** Let the viewer sign in, in a window of its own. */
  signIn(): void;
  /** End the viewer's session, on the server too. */
  signOut(): Promise<void>;
  /** `changed` is called after each change of client or state. @returns ends it */
  subscribe(changed: () => void): () => void;
  /**
   * Follow a person's presence.
   *
   * @param host its position decides whether the person is near the viewport
   * @returns ends it
   */
  follow(person: string, listener: FollowListener, host?: Element): () => void;
}

const NOT_CONFIGURED: ProviderState = { name: "not-configured" };

export class PageProvider implements Provider {
  readonly contract = 1;
  client: Client | undefined;
  state: ProviderState = NOT_CONFIGURED;
  chats: ChatSurface | undefined;
  summon: (() => Promise<ChatSurface | undefined>) | undefined;
  bells = 0;
  readonly #follows = new Follows();
  readonly #subscribers = new Set<() => void>();
  #options: ProvideOptions | undefined;
  #reminder: ReturnType<typeof remindLater> | undefined;
  #release: (() => void) | undefined;

  provide(source: Client | ProvideOptions): Client {
    clearTimeout(this.#reminder);
    this.#release?.();
    const made = !("presence" in source);
    const client = made ? begin(source) : source;
    this.#options = made ? source : undefined;
    this.client = client;
    const become = (state: ClientState): void => this.#become(providerState(state, this.#options?.signIn !== false));
    const stop = client.on("state", become);
    this.#release = () => {
      stop();
      if (made) client.close();
    };
    this.#follows.use(client);
    become(client.state);
    return client;
  }

  signIn(): void {
    if (this.client === undefined || (this.state.name === "signed-out" && !this.state.canSignIn)) return;
    if (this.#options?.signIn) {
      this.#options.signIn();
      return;
    }
    const { origin } = this.client;
    // A window of its own, never a frame: sign-in pages refuse frames, and people check the address.
    // It gets the origin to reply to, and nothing else about the page.
    const address = `${origin}/sign-in?return=${encodeURIComponent(location.origin)}`;
    window.open(address, "livename-sign-in", "popup,width=440,height=640");
    const options = this.#options;
    const back = (): void => {
      if (options !== undefined && this.#options === options && this.state.name === "signed-out") this.provide(options);
      else stop();
    };
    const told = (event: MessageEvent): void => {
      if (event.origin === origin && (event.data as { livename?: unknown })?.livename === "signed-in") back();
    };
    const stop = (): void => {
      window.removeEventListener("focus", back);
      window.removeEventListener("message", told);
    };
    // The window reports when it is done. A page whose opener policy severs the windows checks when it gets the focus.
    window.addEventListener("message", told);
    window.addEventListener("focus", back);
  }

  async signOut(): Promise<void> {
    await Promise.allSettled([this.client?.signOut(), this.#options?.signOut?.()]);
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    this.#remind();
    return () => void this.#subscribers.delete(changed);
  }

  follow(person: string, listener: FollowListener, host?: Element): () => void {
    this.#remind();
    // Addresses are case-insensitive, ids are not.
    return this.#follows.add(person.includes("@") ? person.toLowerCase() : person, listener, host);
  }

  #remind(): void {
    if (this.client === undefined) this.#reminder ??= remindLater();
  }

  #become(state: ProviderState): void {
    this.state = state;
    // Names look as the page wrote them again.
    if (state.name === "signed-out") this.#follows.use(undefined);
    for (const changed of [...this.#subscribers]) changed();
  }
}

/** Creates the client, without the options that are the provider's own. */
function begin({ signIn: _, signOut: __, ...options }: ProvideOptions): Client {
  return connect(options);
}
