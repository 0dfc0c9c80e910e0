import { ContactKind } from "@livename/wire/contact";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Draft } from "./file/draft.ts";
import { writingContacts } from "./file/write.ts";
import { type Incoming, merge, merging } from "./merge.ts";
import { resolvingDrafts } from "./resolve.ts";

const ENTRIES = 2_000;

afterEach(() => void vi.restoreAllMocks());

function folder(index: number, note: string): Incoming {
  return { line: index + 1, path: [], kind: ContactKind.FOLDER, target: "", name: `F${index}`, note };
}

describe("taking entries in", () => {
  it("K14: looks at an entry's own folder by name, not at all that came before", () => {
    // Each folder comes about by what stands in it, and says only later what it is.
    const inside = Array.from({ length: ENTRIES }, (_, i): Incoming => {
      const { name, ...entry } = folder(i, "");
      return { ...entry, path: [name], kind: ContactKind.PERSON, target: "p", name: "" };
    });
    const later = Array.from({ length: ENTRIES }, (_, i) => folder(i, `note ${i}`));
    let looked = 0;
    for (const method of ["includes", "indexOf"] as const) {
      const real = Array.prototype[method] as (this: unknown[], ...given: unknown[]) => unknown;
      const counted = function (this: unknown[], ...given: unknown[]): unknown {
        looked += this.length;
        return real.apply(this, given);
      };
      vi.spyOn(Array.prototype, method).mockImplementation(counted as never);
    }
    const { puts, added, problems } = merge([], [...inside, ...later]);
    vi.restoreAllMocks();
    expect(looked).toBeLessThanOrEqual(10 * ENTRIES);
    expect({ added, problems }).toEqual({ added: 2 * ENTRIES, problems: [] });
    const folders = puts.filter(({ kind }) => kind === ContactKind.FOLDER);
    expect(folders.map(({ name, note }) => `${name} ${note}`)).toEqual(
      later.map(({ name, note }) => `${name} ${note}`),
    );
    const orders = folders.map(({ order }) => order);
    expect([...orders].sort()).toEqual(orders);
  });
});

it("D13: large lists are taken in, written and resolved a few entries at a time", () => {
  const entries = Array.from({ length: ENTRIES }, (_, i): Incoming => {
    return { line: i, path: [`F${i % 9}`], kind: ContactKind.PERSON, target: `p${i}`, name: "", note: "" };
  });
  let ids = 0;
  const work = merging([], entries, (_, __, key) => `${ids++} ${key}`);
  const stepsOf = (sliced: Generator<void, unknown>, count: () => number): number => {
    let [most, before] = [0, count()];
    for (; !sliced.next().done; before = count()) most = Math.max(most, count() - before);
    return most;
  };
  expect(stepsOf(work, () => ids)).toBeLessThan(64);
  const { puts } = merge([], entries);
  let looked = 0;
  const lookup = { addressOf: (id: string) => `${id}@x.example`, nameOf: () => String(looked++) };
  for (const format of ["csv", "vcard", "json"] as const)
    expect(stepsOf(writingContacts(puts, format, lookup), () => looked)).toBeLessThan(64);
  const drafts = entries.map(({ line, path, name, note }): Draft => {
    return { line, path, name, note, kind: "person", address: "p@x.example" };
  });
  const directory = { people: { resolve: () => void looked++ }, groups: {} } as never;
  const content = { drafts, problems: [], problemCount: 0 };
  expect(stepsOf(resolvingDrafts("c", content, directory), () => looked)).toBeLessThan(64);
});
