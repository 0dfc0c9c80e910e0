import { pushFrame } from "@livename/wire";
import { expect, it } from "vitest";
import { InsideLink } from "./inside-link.ts";

const source = { ended() {} };
const other = { ended() {} };
const frame = (method: number): Uint8Array => pushFrame(method, Uint8Array.of(1));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it("F15: pushes of what a command begins to follow wait for its answer, those of others do not", async () => {
  const pushed: number[] = [];
  const link = new InsideLink({ pushed: (method) => void pushed.push(method), closed() {} });
  link.follow(1, source);
  link.register("key", frame(10), source);
  link.entry(frame(11), source);
  link.signal(frame(12), other);
  link.entry(frame(13));
  expect(pushed, "never from inside of what pushes").toEqual([]);
  await turn();
  expect(pushed).toEqual([12, 13]);
  link.answered(1);
  await turn();
  expect(pushed).toEqual([12, 13, 10, 11]);
  link.entry(frame(14), source);
  link.close(4_000, "the server stops");
  await turn();
  expect(pushed, "nothing follows the end").toEqual([12, 13, 10, 11]);
  expect(() => link.follow(2, source)).toThrow("The connection has ended");
});
