import { describe, expect, it } from "vitest";
import { FairSlices } from "../../src/kernel/slices.ts";
import { loadPeople } from "../../src/people/people-index.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";
import { person } from "../store/contract.ts";

const C = "default";

describe("the people in memory", () => {
  it("are found by id and by any address in any case, across pages, and only while active", async () => {
    const store = await openStore({ data: ":memory:", clock: systemClock });
    await store.people.import(
      C,
      Array.from({ length: 2_500 }, (_, i) => person(`p${i}@example.com`)),
    );
    const gone = (await store.people.find(C, "p7@example.com"))!;
    await store.people.setActive(C, gone.id, false);
    const people = await loadPeople(store, [C]);
    const found = Array.from({ length: 2_500 }, (_, i) => people.resolve(C, `P${i}@Example.com`)).filter(
      (p) => p !== undefined,
    );
    expect(found).toHaveLength(2_499);
    expect(found.every((p) => people.resolve(C, p.id) === p)).toBe(true);
    expect(people.resolve(C, gone.id)).toBeUndefined();
    expect(people.resolve("another", "p1@example.com")).toBeUndefined();
    await store.close();
  });

  it("D12: are found by every spelling of an address, in memory and in the store, and are there once", async () => {
    const store = await openStore({ data: ":memory:", clock: systemClock });
    const spellings = [
      "jose\u0301@mu\u0308ller.example",
      "José@MÜLLER.example",
      "josé@xn--mller-kva.example",
      "\u200bjosé@mül\u00adler.example\u200e ",
    ];
    for (const address of spellings) await store.people.import(C, [person(address)]);
    const [only, ...others] = await store.people.list(C, { after: "", limit: 9 });
    expect(others).toEqual([]);
    expect(only!.addresses).toEqual(["josé@müller.example"]);
    await expect(
      store.people.import(
        C,
        spellings.slice(0, 2).map((address) => person(address)),
      ),
    ).rejects.toThrow("given to two people");
    const people = await loadPeople(store, [C]);
    await store.groups.import(
      C,
      spellings.map((member, i) => ({ id: `g${i}`, name: "G", members: [member] })),
    );
    await store.people.import(
      C,
      spellings.map((manager, i) => person(`p${i}@example.com`, { manager })),
    );
    for (const [i, address] of spellings.entries()) {
      expect(people.resolve(C, address)?.id).toBe(only!.id);
      expect(await store.people.find(C, address)).toMatchObject({ id: only!.id });
      expect(await store.groups.get(C, `g${i}`)).toMatchObject({ people: [only!.id] });
      expect(await store.people.find(C, `p${i}@example.com`)).toMatchObject({ manager: only!.id });
    }
    expect(people.withLocalPart(C, "Jose\u0301")).toHaveLength(1);
    await store.close();
  });

  it("D13: are read again a slice at a time, and nobody is unknown meanwhile", async () => {
    const store = await openStore({ data: ":memory:", clock: systemClock });
    const names = Array.from({ length: 2_000 }, (_, i) => `p${i}@example.com`);
    await store.people.import(
      C,
      names.map((name) => person(name)),
    );
    let [now, turns, told, most] = [0, 0, 0, 0];
    const next = (call: () => void): void => {
      turns++;
      most = Math.max(most, told);
      told = 0;
      // Whoever signs in between two slices is found.
      for (const name of names.slice(0, 20)) expect(people.resolve(C, name), name).toBeDefined();
      setImmediate(call);
    };
    const people = await loadPeople(store, [C], new FairSlices({ now: () => now++, turn: next }));
    people.onChange(() => void told++);
    await store.people.import(
      C,
      names.map((name, i) => person(`${i}@new.example`, { addresses: [`${i}@new.example`, name] })),
    );
    await people.reload(C);
    expect(turns).toBeGreaterThan(10);
    expect(most).toBeLessThan(200);
    expect(names.every((name) => people.numberOf(C, people.resolve(C, name)!.id) >= 0)).toBe(true);
    expect(people.resolve(C, "7@new.example")).toBe(people.resolve(C, "p7@example.com"));
    await store.close();
  });

  it("follow the store: whoever changed is told, once, and old addresses find nobody", async () => {
    const store = await openStore({ data: ":memory:", clock: systemClock });
    await store.people.import(C, [person("amy@example.com"), person("bob@example.com"), person("eve@example.com")]);
    const people = await loadPeople(store, [C]);
    const told: string[] = [];
    const end = people.onChange((community, id) => told.push(`${community} ${id}`));
    const [amy, bob, eve] = ["amy", "bob", "eve"].map((name) => people.resolve(C, `${name}@example.com`)!.id) as [
      string,
      string,
      string,
    ];
    await store.people.import(C, [person("amy@example.com", { addresses: ["new@example.com", "amy@example.com"] })]);
    await store.people.erase(C, bob);
    await people.reload(C);
    expect(told.sort()).toEqual([`${C} ${amy}`, `${C} ${bob}`].sort());
    expect(people.resolve(C, "bob@example.com")).toBeUndefined();
    expect(people.resolve(C, "new@example.com")).toMatchObject({ id: amy });

    told.length = 0;
    // What is asked for while a reload reads is not undone by it.
    const reloaded = people.reload(C);
    await store.people.setActive(C, eve, false);
    await Promise.all([reloaded, people.refresh(C, eve), people.refresh(C, eve)]);
    expect(people.resolve(C, "eve@example.com")).toBeUndefined();
    expect(told).toEqual([`${C} ${eve}`]);
    end();
    await store.people.setActive(C, eve, true);
    await people.refresh(C, eve);
    expect(told).toHaveLength(1);
    expect(people.resolve(C, "eve@example.com")).toMatchObject({ id: eve });
    await store.close();
  });

  it("P11, P19: have numbers that outlive a reload and an absence, by every name that is theirs now", async () => {
    const store = await openStore({ data: ":memory:", clock: systemClock });
    await store.people.import(C, [person("amy@example.com"), person("bob@example.com")]);
    const people = await loadPeople(store, [C]);
    const numberOf = (name: string): number => {
      const bytes = Buffer.from(name);
      const numbers = new Int32Array(1);
      people.numbersOf(C, bytes, Int32Array.of(0, bytes.length), 1, numbers);
      return numbers[0]!;
    };
    const [amy, bob] = ["amy", "bob"].map((name) => people.resolve(C, `${name}@example.com`)!.id) as [string, string];
    const number = numberOf("amy@example.com");
    expect([numberOf(amy), people.numberOf(C, amy), people.at(C, number)?.id]).toEqual([number, number, amy]);
    expect(numberOf("bob@example.com")).not.toBe(number);

    await store.people.setActive(C, amy, false);
    await people.refresh(C, amy);
    expect([numberOf("amy@example.com"), numberOf(amy), people.numberOf(C, amy), people.at(C, number)]).toEqual([
      -1,
      -1,
      -1,
      undefined,
    ]);
    await store.people.import(C, [person("cleo@example.com")]);
    await store.people.setActive(C, amy, true);
    await people.reload(C);
    expect([numberOf("amy@example.com"), people.at(C, number)?.id]).toEqual([number, amy]);
    expect(new Set([numberOf("cleo@example.com"), numberOf(bob), number]).size).toBe(3);

    const nowhere = Int32Array.of(7);
    people.numbersOf("another", Buffer.from(amy), Int32Array.of(0, amy.length), 1, nowhere);
    expect([nowhere[0], people.numberOf("another", amy), people.at("another", 0)]).toEqual([-1, -1, undefined]);
    await store.close();
  });
});
