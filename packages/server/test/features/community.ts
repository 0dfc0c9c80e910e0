import { FakeClock } from "../../../testkit/src/fake-clock.ts";
import { type LoadedPeople, loadPeople } from "../../src/people/people-index.ts";
import type { Store } from "../../src/stores.ts";
import { openStore } from "../../src/stores.ts";

export const COMMUNITY = "default";

/** A real store with people in it, and a clock that stands still. */
export interface TestCommunity {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly people: LoadedPeople;
  /** Ids by the names given. */
  readonly id: (name: string) => string;
  readonly add: (...names: string[]) => Promise<void>;
  readonly deactivate: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function openCommunity(...names: string[]): Promise<TestCommunity> {
  return openCommunityIn(":memory:", ...names);
}

/** In a data folder, where those who are there already keep their ids. */
export async function openCommunityIn(data: string, ...names: string[]): Promise<TestCommunity> {
  const clock = new FakeClock();
  const store = await openStore({ data, clock, synchronous: "OFF" });
  const people = await loadPeople(store, [COMMUNITY]);
  const id = (name: string): string => {
    const person = people.resolve(COMMUNITY, `${name}@example.com`);
    if (!person) throw new Error(`${name} is not in the community`);
    return person.id;
  };
  const add = async (...more: string[]): Promise<void> => {
    const imported = more.map((name) => ({
      addresses: [`${name}@example.com`, `${name}@mail.example.com`],
      name: name.toUpperCase(),
      title: "",
      department: "Sales",
      phone: "",
      location: "",
      timeZone: "Europe/Berlin",
      photo: "",
    }));
    await store.people.import(COMMUNITY, imported);
    await people.reload(COMMUNITY);
  };
  await add(...names);
  return {
    clock,
    store,
    people,
    id,
    add,
    async deactivate(name) {
      const person = id(name);
      await store.people.setActive(COMMUNITY, person, false);
      await people.refresh(COMMUNITY, person);
    },
    close: () => store.close(),
  };
}
