import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { groupId } from "../people/group-id.ts";
import { normalAddress } from "./address.ts";
import { composed } from "./composed.ts";

/** In an order that normalizing would change. */
const marks = (count: number): string => "\u0301\u0323".repeat(count / 2);

it("D12: text is composed as far as anybody writes marks, and no further", () => {
  const written = `a${marks(30)}`;
  expect(composed(written)).toBe(written.normalize("NFC"));
  expect(composed(written)).not.toBe(written);
  expect(composed("\ufb01", "NFKC")).toBe("fi");
  const pile = `a${marks(32)}`;
  expect(composed(pile)).toBe(pile);
  expect(normalAddress(`${pile}@b.example`)).toBe(`${pile}@b.example`);
  expect(groupId(pile)).toBe(pile);
});

it("D13: marks by the thousand cost no more than as many letters would, whatever they are asked for", () => {
  const spent = (work: () => unknown): number => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user;
  };
  const pile = `a${marks(32_000)}`;
  const plainly = spent(() => pile.normalize("NFC"));
  const carefully = Math.min(...[1, 2, 3].map(() => spent(() => [groupId(pile), normalAddress(`${pile}@b.example`)])));
  expect(carefully).toBeLessThan(plainly / 5);
});

it("D13: no other source of the server normalizes text", () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" });
  const plainly = sources.filter(
    (name) =>
      /(?<!\.test)\.ts$/.test(name) && readFileSync(`${import.meta.dirname}/${name}`, "utf8").includes(".normalize("),
  );
  expect(plainly).toEqual(["composed.ts"]);
});
