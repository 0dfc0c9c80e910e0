import type { Client, Watch, WatchedPerson } from "@livename/client";
import { isWanted, WATCH_LIMITS } from "./policy.ts";

/** Called with what is now known of the person; undefined while nothing is. */
export type FollowListener = (watched: WatchedPerson | undefined) => void;

interface Followers {
  readonly person: string;
  readonly listeners: Map<object, FollowListener>;
  readonly near: Set<object>;
  leftAtMs: number | undefined;
  watched: boolean;
}

/**
 * Everybody whom the elements of a page follow, in one watch, with one observer of the viewport.
 * The policy decides which of them are watched.
 */
export class Follows {
  readonly #people = new Map<string, Followers>();
  readonly #hosts = new Map<Element, Set<Followers>>();
  #client: Client | undefined;
  #watch: Watch | undefined;
  #observer: IntersectionObserver | undefined;
  #scheduled = false;
  #sweep: ReturnType<typeof setTimeout> | undefined;

  /** Use this client's watch from now on; undefined ends watching. */
  use(client: Client | undefined): void {
    if (client === this.#client) return;
    this.#watch?.close();
    this.#watch = undefined;
    this.#client = client;
    for (const followers of this.#people.values()) {
      followers.watched = false;
      for (const listener of followers.listeners.values()) listener(undefined);
    }
    this.#schedule();
  }

  /** What is known of a followed person. */
  get(person: string): WatchedPerson | undefined {
    return this.#people.get(person)?.watched === true ? this.#watch?.get(person) : undefined;
  }

  /**
   * Follow a person until the returned function is called.
   *
   * @param host the follower's element in the page; without it the person is always watched
   */
  add(person: string, listener: FollowListener, host?: Element): () => void {
    let followers = this.#people.get(person);
    if (followers === undefined) {
      followers = { person, listeners: new Map(), near: new Set(), leftAtMs: undefined, watched: false };
      this.#people.set(person, followers);
    }
    const followed = followers;
    const key = host ?? {};
    followed.listeners.set(key, listener);
    if (host === undefined) followed.near.add(key);
    else {
      this.#hosts.set(host, (this.#hosts.get(host) ?? new Set()).add(followed));
      this.#observer?.observe(host);
    }
    if (followed.watched) {
      const known = this.#watch?.get(person);
      if (known !== undefined) listener(known);
    }
    this.#schedule();
    return () => {
      followed.listeners.delete(key);
      if (followed.near.delete(key) && followed.near.size === 0) followed.leftAtMs = performance.now();
      if (host !== undefined && !followed.listeners.has(host)) {
        const others = this.#hosts.get(host);
        others?.delete(followed);
        if (others?.size === 0) {
          this.#hosts.delete(host);
          this.#observer?.unobserve(host);
        }
      }
      this.#schedule();
    };
  }

  /** Settles once for all additions and removals of one task. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#settle();
    });
  }

  #settle(): void {
    this.#observeIfMany();
    const now = performance.now();
    const add: string[] = [];
    const remove: string[] = [];
    let keptBack = false;
    for (const followers of this.#people.values()) {
      const { listeners, near, leftAtMs } = followers;
      const wanted = isWanted({ followers: listeners.size, near: near.size, leftAtMs }, this.#people.size, now);
      if (wanted !== followers.watched) {
        followers.watched = wanted && this.#client !== undefined;
        if (!wanted) remove.push(followers.person);
        else if (this.#client !== undefined) add.push(followers.person);
      }
      if (wanted && near.size === 0 && this.#observer !== undefined) keptBack = true;
      if (listeners.size === 0) this.#people.delete(followers.person);
    }
    if (remove.length > 0) this.#watch?.remove(remove);
    if (add.length > 0) this.#addToWatch(add);
    for (const person of remove) this.#tell(person, undefined);
    for (const person of add) {
      const known = this.#watch?.get(person);
      if (known !== undefined) this.#tell(person, known);
    }
    if (keptBack && this.#sweep === undefined) {
      this.#sweep = setTimeout(() => {
        this.#sweep = undefined;
        this.#settle();
      }, WATCH_LIMITS.keepMs);
    }
  }

  #addToWatch(people: readonly string[]): void {
    if (this.#watch !== undefined) {
      this.#watch.add(people);
      return;
    }
    this.#watch = this.#client?.presence.watch(people);
    this.#watch?.on("change", ({ person, watched }) => this.#tell(person, watched));
  }

  #tell(person: string, watched: WatchedPerson | undefined): void {
    const followers = this.#people.get(person);
    if (followers === undefined) return;
    for (const listener of followers.listeners.values()) listener(watched);
  }

  /** The observer is created only on pages that need it, and then kept: pages rarely shrink. */
  #observeIfMany(): void {
    if (this.#observer !== undefined || this.#people.size <= WATCH_LIMITS.all) return;
    this.#observer = new IntersectionObserver((entries) => this.#moved(entries), { rootMargin: "100% 0px" });
    for (const host of this.#hosts.keys()) this.#observer.observe(host);
  }

  #moved(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      for (const followers of this.#hosts.get(target) ?? []) {
        if (isIntersecting) {
          followers.near.add(target);
          followers.leftAtMs = undefined;
        } else if (followers.near.delete(target) && followers.near.size === 0) {
          followers.leftAtMs = performance.now();
        }
      }
    }
    this.#schedule();
  }
}
