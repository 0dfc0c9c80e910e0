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
  /** @param from where it was asked for: the chat is to be usable there */
  open(person: string, name: string, from?: Element): void;
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
  /** Gives a page that has no chats a place for them, where the page wants it so. */
  summon?: (() => Promise<ChatSurface | undefined>) | undefined;
  /** How many elements of the page show what the viewer is to be told; absent in a provider of an older copy. */
  bells?: number;
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

/** Modules may come in any order; what is missing after this long was forgotten. */
const FORGOTTEN_MS = 5_000;

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
  #reminder: ReturnType<typeof setTimeout> | undefined;
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
    // It is told which origin to answer, and nothing else of where the viewer is.
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
    // The window says when it is done; a page whose policy cuts windows apart learns it when it is looked at again.
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
    // Addresses are alike in any case, ids are not.
    return this.#follows.add(person.includes("@") ? person.toLowerCase() : person, listener, host);
  }

  /** Elements without a client show nothing that says why: the console does, once. */
  #remind(): void {
    if (this.client !== undefined) return;
    this.#reminder ??= setTimeout(
      () =>
        console.warn(
          "livename: there are elements on this page, and nothing called provide(). Call provide({ url, token }) once, in the browser.",
        ),
      FORGOTTEN_MS,
    );
  }

  #become(state: ProviderState): void {
    this.state = state;
    // Names are as the page has them again.
    if (state.name === "signed-out") this.#follows.use(undefined);
    for (const changed of [...this.#subscribers]) changed();
  }
}

/** The client that the options describe; what is the provider's own among them is none of its options. */
function begin({ signIn: _, signOut: __, ...options }: ProvideOptions): Client {
  return connect(options);
}
