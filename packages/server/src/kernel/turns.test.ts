import { expect, it } from "vitest";
import { Turns } from "./turns.ts";

it("F13: runs what is asked for under one key one after the other, whatever failed before, and other keys beside it", async () => {
  const turns = new Turns<string>();
  const done: string[] = [];
  const gates = new Map<string, (error?: Error) => void>();
  const take = (key: string, name: string) =>
    turns.take(key, () => {
      done.push(`${name} begins`);
      return new Promise<string>((resolve, reject) => {
        gates.set(name, (error) => (error ? reject(error) : resolve(name)));
      });
    });
  const first = take("a", "one");
  const second = take("a", "two");
  const third = take("b", "three");
  await expect.poll(() => done).toEqual(["one begins", "three begins"]);
  gates.get("one")!(new Error("refused"));
  await expect(first).rejects.toThrow("refused");
  await expect.poll(() => done).toEqual(["one begins", "three begins", "two begins"]);
  let settled = false;
  const waiting = turns.settled().then(() => {
    settled = true;
  });
  gates.get("two")!();
  expect(await second).toBe("two");
  expect(settled).toBe(false);
  gates.get("three")!();
  expect(await third).toBe("three");
  await waiting;
  expect(settled).toBe(true);
  expect(await turns.take("a", async () => "again")).toBe("again");
});
