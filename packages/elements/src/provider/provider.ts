import { type Client, type ClientState, type ConnectOptions, connect } from "@livename/client";
import { type FollowListener, Follows } from "./follows.ts";
import { type ProviderState, providerState } from "./state.ts";

/** How a page reaches its server, when it does not bring a client of its own. */
export interface ProvideOptions extends ConnectOptions {
  /** What "Sign in" does; false: it is not offered, for who signs in elsewhere. @default opens the server's sign-in page in a window of its own */
  readonly signIn?: (() => void) | false;
  /** What else is to end when the viewer signs out, such as a session of the page's own. */
  readonly signOut?: () => void | Promise<void>;
}

/** Where chats open; a `<live-dock>` puts itself here while it is on the page. */
export interface ChatSurface {
  open(person: string, name: string): void;
}

/**
 * What all elements of a page share, whichever copy of this package they come from. Contract 1: members
 * are added, never changed or removed; a change that breaks raises the number, and both live side by side.
 */
export interface Provider {
  readonly contract: 1;
  readonly client: Client | undefined;
  readonly state: ProviderState;
  chats: ChatSurface | undefined;
  /** Use this client, or make one; what was used before is left, and closed if it was made here. */
  provide(source: Client | ProvideOptions): Client;
  /** Let the viewer sign in, in a window of its own. */
  signIn(): void;
  /** End the viewer's session, on the server too. */
  signOut(): Promise<void>;
  /** Called after each change of client or state; the function returned ends that. */
  subscribe(changed: () => void): () => void;
  /** Follow a person's presence; `host` tells where on the page, to follow only what is near the viewport. */
  follow(person: string, listener: FollowListener, host?: Element): () => void;
}

const NOT_CONFIGURED: ProviderState = { name: "not-configured" };

export class PageProvider implements Provider {
  readonly contract = 1;
  client: Client | undefined;
  state: ProviderState = NOT_CONFIGURED;
  chats: ChatSurface | undefined;
  readonly #follows = new Follows();
  readonly #subscribers = new Set<() => void>();
  #options: ProvideOptions | undefined;
  #release: (() => void) | undefined;

  provide(source: Client | ProvideOptions): Client {
    this.#release?.();
    const made = !("presence" in source);
    const client = made ? connect(source) : source;
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
    const address = `${origin}/sign-in?return=${encodeURIComponent(location.href)}`;
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
    // The window says when it is done; a page whose policy cuts windows apart learns it when it is looked at again.
    window.addEventListener("message", told);
    window.addEventListener("focus", back);
  }

  async signOut(): Promise<void> {
    await Promise.allSettled([this.client?.signOut(), this.#options?.signOut?.()]);
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => void this.#subscribers.delete(changed);
  }

  follow(person: string, listener: FollowListener, host?: Element): () => void {
    // Addresses are alike in any case, ids are not.
    return this.#follows.add(person.includes("@") ? person.toLowerCase() : person, listener, host);
  }

  #become(state: ProviderState): void {
    this.state = state;
    for (const changed of [...this.#subscribers]) changed();
  }
}
