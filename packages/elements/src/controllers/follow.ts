import type { Presence, WatchedPerson } from "@livename/client";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { pageProvider } from "../provider/page.ts";

const UNKNOWN: Presence = {
  availability: "unknown",
  activity: undefined,
  message: "",
  since: undefined,
  until: undefined,
  devices: [],
};

/** Follows one person while the host is connected; the host renders when that person changes. */
export class FollowController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #always: boolean;
  #person = "";
  #stop: (() => void) | undefined;
  #watched: WatchedPerson | undefined;

  /** @param options.always follow the person even when the host is far from the viewport */
  constructor(host: ReactiveControllerHost & Element, options: { always?: boolean } = {}) {
    this.#host = host;
    this.#always = options.always ?? false;
    host.addController(this);
  }

  get watched(): WatchedPerson | undefined {
    return this.#watched;
  }

  get presence(): Presence {
    return this.#watched?.presence ?? UNKNOWN;
  }

  get person(): string {
    return this.#person;
  }

  set person(person: string) {
    if (person === this.#person) return;
    this.#person = person;
    if (this.#host.isConnected) {
      this.hostDisconnected();
      this.hostConnected();
    }
  }

  hostConnected(): void {
    if (this.#person === "" || this.#stop !== undefined) return;
    this.#stop = pageProvider().follow(
      this.#person,
      (watched) => {
        this.#watched = watched;
        this.#host.requestUpdate();
      },
      this.#always ? undefined : this.#host,
    );
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#watched = undefined;
  }
}
