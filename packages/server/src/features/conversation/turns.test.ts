import { expect, it } from "vitest";
import { TestSession } from "../../../test/features/test-session.ts";
import { Turns } from "./turns.ts";

it("F13: reads one page at a time for a session, in order and whatever fails, beside those of others", async () => {
  const turns = new Turns();
  const [amy, bob] = [new TestSession("amy"), new TestSession("bob")];
  const began: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const read = (name: string) => () => {
    began.push(name);
    return new Promise<string>((resolve, reject) => ends.set(name, (error) => (error ? reject(error) : resolve(name))));
  };
  const [first, second, third] = [1, 2, 3].map((number) => turns.take(amy, read(`amy ${number}`)));
  const other = turns.take(bob, read("bob"));
  expect(began).toEqual(["amy 1", "bob"]);
  ends.get("amy 1")!(new Error("the disk is gone"));
  await expect(first).rejects.toThrow("gone");
  await expect.poll(() => began).toEqual(["amy 1", "bob", "amy 2"]);
  ends.get("amy 2")!();
  expect(await second).toBe("amy 2");
  await expect.poll(() => began.at(-1)).toBe("amy 3");
  ends.get("amy 3")!();
  ends.get("bob")!();
  expect(await Promise.all([third, other])).toEqual(["amy 3", "bob"]);
});
