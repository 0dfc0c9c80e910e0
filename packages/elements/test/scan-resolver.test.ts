import type { Found, Person } from "@livename/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Directory, type Resolution, Resolver } from "../src/scan/resolver.ts";
import type { Who } from "../src/scan/who.ts";

const alias = (alias: string, application = "redmine"): Who => ({ by: "alias", application, alias });
const name = (name: string): Who => ({ by: "name", name });
const person = (id: string): Person => ({ id }) as Person;

/** A directory that knows some names, whose answers are told when the test lets them. */
class TestDirectory implements Directory {
  readonly asked: string[] = [];
  readonly known: Record<string, readonly string[]> = {};
  readonly listeners = new Set<() => void>();
  fails = false;
  more = false;
  client: Directory["client"] = this.newClient();

  newClient(): NonNullable<Directory["client"]> {
    return {
      directory: {
        resolve: async (names, { application = "" } = {}): Promise<readonly Found[]> => {
          this.asked.push(`${application}: ${names.join()}`);
          if (this.fails) throw new Error("The server cannot be reached.");
          return names.map((one) => ({ people: (this.known[one] ?? []).map(person), more: this.more }));
        },
      },
    };
  }

  subscribe(changed: () => void): () => void {
    this.listeners.add(changed);
    return () => void this.listeners.delete(changed);
  }

  become(client: Directory["client"]): void {
    this.client = client;
    for (const listener of this.listeners) listener();
  }
}

let directory: TestDirectory;
let again: string[];
let resolver: Resolver<string>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  directory = new TestDirectory();
  again = [];
  resolver = new Resolver<string>(directory, (places) => again.push(...places));
});
afterEach(() => {
  resolver.stop();
  expect([vi.getTimerCount(), directory.listeners.size]).toEqual([0, 0]);
  vi.useRealTimers();
});

const later = (ms = 100) => vi.advanceTimersByTimeAsync(ms);
const is = (known: Resolution | undefined): string | undefined =>
  known?.is === "one"
    ? known.person
    : known?.is === "several"
      ? `${known.people.map(({ id }) => id).join("|")}${known.more ? "|…" : ""}`
      : known?.is;

describe("D15: whom a page names", () => {
  test("an address is known at once; all else is asked once for what comes within a moment", async () => {
    directory.known["17"] = ["p-amy"];
    directory.known["Ben Okonkwo"] = ["p-ben"];
    expect(is(resolver.look({ by: "address", address: "amy@example.com" }, "a"))).toBe("amy@example.com");
    expect(resolver.look(alias("17"), "b")).toBeUndefined();
    await later(10);
    expect(resolver.look(name("Ben Okonkwo"), "c")).toBeUndefined();
    expect(resolver.look(alias("18"), "d")).toBeUndefined();
    expect(resolver.look(alias("17"), "e")).toBeUndefined();
    await later();
    expect(directory.asked).toEqual(["redmine: 17,18", ": Ben Okonkwo"]);
    expect(again.sort()).toEqual(["b", "c", "d", "e"]);
    expect([alias("17"), alias("18"), name("Ben Okonkwo")].map((who) => is(resolver.look(who, "x")))).toEqual([
      ...["p-amy", "nobody", "p-ben"],
    ]);
    await later(10_000);
    expect(directory.asked).toHaveLength(2);
  });

  test("what is 17 in one application is nobody's number in the next, nor a name", async () => {
    directory.known["17"] = ["p-amy"];
    for (const who of [alias("17"), alias("17", "wiki"), name("17")]) resolver.look(who, "a");
    await later();
    expect(directory.asked).toEqual(["redmine: 17", "wiki: 17", ": 17"]);
  });

  test("D9: a name that fits two is both, never one of them", async () => {
    directory.known.Currie = ["p-amy", "p-bob"];
    resolver.look(name("Currie"), "a");
    await later();
    expect(is(resolver.look(name("Currie"), "a"))).toBe("p-amy|p-bob");
  });

  test("D9: nor is the one who was told of several", async () => {
    directory.known.Currie = ["p-amy"];
    directory.more = true;
    resolver.look(name("Currie"), "a");
    await later();
    expect(is(resolver.look(name("Currie"), "a"))).toBe("p-amy|…");
  });

  test("D16: an answer is looked at again after a while, stands meanwhile, and tells when it is another", async () => {
    directory.known["17"] = ["p-amy"];
    resolver.look(alias("17"), "a");
    await later();
    again.length = 0;
    directory.known["17"] = ["p-ben"];
    await later(61_000);
    expect(is(resolver.look(alias("17"), "a"))).toBe("p-amy");
    await later();
    expect(again).toEqual(["a"]);
    expect(is(resolver.look(alias("17"), "a"))).toBe("p-ben");
    again.length = 0;
    await later(61_000);
    resolver.look(alias("17"), "a");
    await later();
    expect([directory.asked.length, again]).toEqual([3, []]);
  });

  test("what could not be asked is asked when the connection changes, and nobody is taken for nobody", async () => {
    directory.known["17"] = ["p-amy"];
    directory.fails = true;
    resolver.look(alias("17"), "a");
    await later();
    expect([again, directory.asked.length]).toEqual([[], 1]);
    directory.fails = false;
    directory.become(directory.client);
    await later();
    expect(again).toEqual(["a"]);
    expect(is(resolver.look(alias("17"), "a"))).toBe("p-amy");
  });

  test("a page that has no client yet asks when it has one; the answer to another viewer is not taken", async () => {
    const first = directory.client;
    directory.become(undefined);
    resolver.look(alias("17"), "a");
    await later();
    expect(directory.asked).toEqual([]);
    let answer: (found: readonly Found[]) => void = () => {};
    directory.become({ directory: { resolve: () => new Promise((resolve) => (answer = resolve)) } });
    await later();
    directory.known["17"] = ["p-amy"];
    directory.become(first);
    answer([{ people: [person("p-eve")], more: false }]);
    await later();
    expect(again).toEqual(["a"]);
    expect(is(resolver.look(alias("17"), "a"))).toBe("p-amy");
  });
});
