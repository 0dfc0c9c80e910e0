import { ContactKind } from "@livename/wire/contact";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Incoming, merge } from "./merge.ts";

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
