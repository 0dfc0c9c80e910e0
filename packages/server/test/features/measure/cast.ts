import type { Read, Write } from "@livename/wire";
import { Refusal } from "../../../src/kernel/refusal.ts";
import { TestSession } from "../test-session.ts";
import { openWorld, type World } from "../world.ts";
import { type Received, Watcher } from "./watcher.ts";

type Call<Request, Reply> = { readonly method: number; readonly write: Write<Request>; readonly read: Read<Reply> };

export const NAMES = ["amy", "bob", "cleo", "dan", "calendar"] as const;
export type Name = (typeof NAMES)[number];
export const PLACES = ["https://example.com/plan", "kitchen"] as const;

/** A group of Amy, Cleo and Dan. */
export const TEAM = "team";

/** Amy is hidden or offline; Bob watches; Cleo and Dan are there; a calendar says what people do. */
export class Cast {
  readonly world: World;
  readonly received: Received = [];
  /** Sessions that are open, by name, the oldest first. */
  readonly sessions = new Map<Name, TestSession[]>(NAMES.map((name) => [name, []]));
  /** What Bob holds, by what it is of. */
  readonly held = new Map<string, number>();
  readonly #keys = new Map<Name, number>();

  private constructor(world: World) {
    this.world = world;
  }

  static async open(data: string): Promise<Cast> {
    return new Cast(await openWorld(NAMES, { data }));
  }

  id(name: Name): string {
    return this.world.community.id(name);
  }

  now(): number {
    return this.world.community.clock.now();
  }

  arrive(name: Name): TestSession {
    const { world, received } = this;
    const person = this.id(name);
    const session =
      name === "bob"
        ? new Watcher(person, received, () => this.now())
        : new TestSession(person, { scopes: name === "calendar" ? ["activity:set"] : [] });
    this.sessions.get(name)!.push(world.opened(session));
    return session;
  }

  /** The newest session of the person, opened when there is none. */
  of(name: Name): TestSession {
    return this.sessions.get(name)!.at(-1) ?? this.arrive(name);
  }

  leave(name: Name): void {
    const session = this.sessions.get(name)!.shift();
    if (session) this.world.end(session, "left");
  }

  /** Asks as the person. What is refused is no failure; what waits for the clock is not waited for. */
  async ask<Request, Reply>(name: Name, call: Call<Request, Reply>, request: Request): Promise<Reply | undefined> {
    let reply: Reply | undefined;
    const count = (this.#keys.get(name) ?? 0) + 1;
    this.#keys.set(name, count);
    this.world.ask(this.of(name), call, request, `key-${name}-${count}`).then(
      (answered) => {
        reply = answered;
      },
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      },
    );
    await this.world.settle();
    return reply;
  }

  close(): Promise<void> {
    return this.world.close();
  }
}
