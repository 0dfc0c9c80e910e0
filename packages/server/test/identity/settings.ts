import { afterAll, beforeAll } from "vitest";
import { type LoadedPeople, loadPeople } from "../../src/people/people-index.ts";
import type { Store } from "../../src/stores.ts";
import { openStore } from "../../src/stores.ts";
import type { Clock } from "../../src/time/clock.ts";
import { person } from "../store/contract.ts";

/** A community of Amy, Bob and another Amy, at a time that the test moves. */
export class Settings {
  nowMs = Date.UTC(2026, 0, 1);
  readonly clock: Clock = { now: () => this.nowMs, monotonic: () => this.nowMs, after: () => () => undefined };
  store!: Store;
  people!: LoadedPeople;

  idOf(address: string): string {
    return this.people.resolve("default", address)!.id;
  }
}

export function useSettings(): Settings {
  const settings = new Settings();
  beforeAll(async () => {
    settings.store = await openStore({ data: ":memory:", clock: settings.clock });
    await settings.store.people.import("default", [
      person("amy@example.com", { addresses: ["amy@example.com", "a.currie@example.com"] }),
      person("bob@example.com"),
      person("sam@example.com"),
      person("sam@example.org"),
    ]);
    settings.people = await loadPeople(settings.store, ["default"]);
  });
  afterAll(() => settings.store.close());
  return settings;
}
