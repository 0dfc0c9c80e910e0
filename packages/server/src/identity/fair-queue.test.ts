import { Code } from "@livename/wire/frame";
import { expect, it } from "vitest";
import { FairQueue } from "./fair-queue.ts";

const BOUNDS = { lane: 6, group: 4, member: 2 };

/** A queue whose work ends when the test says so, and the names of what has begun. */
function queueOf(bounds = BOUNDS) {
  const queue = new FairQueue(["known", "unknown"], { atOnce: 1, bounds });
  const begun: string[] = [];
  let end = (): void => undefined;
  const enter = (name: string, lane: "known" | "unknown" = "unknown", gone = () => false): Promise<string> => {
    const [group = "", member = ""] = name.split("/");
    const promise = queue.run(lane, { group, member, gone }, () => {
      begun.push(name);
      return new Promise<string>((resolve) => {
        end = () => resolve(name);
      });
    });
    promise.catch(() => undefined);
    return promise;
  };
  /** Ends the one at work, and all after it. */
  const drain = async (): Promise<string[]> => {
    for (let left = 50; left > 0; left--) {
      end();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return begun.slice(1);
  };
  return { queue, begun, enter, drain };
}

it("W15: one at a time, and networks and addresses take turns", async () => {
  const { enter, drain, begun } = queueOf();
  void enter("first/a");
  for (const name of ["loud/a", "loud/a", "loud/b", "quiet/a", "loud/b", "other/a"]) void enter(name);
  expect(begun).toEqual(["first/a"]);
  expect(await drain()).toEqual(["loud/a", "quiet/a", "other/a", "loud/b", "loud/a", "loud/b"]);
});

it("W15: few wait of one address, of one network, and altogether", async () => {
  const { enter, drain, queue } = queueOf();
  void enter("first/a");
  const refused = (promise: Promise<unknown>, code: Code) =>
    expect(promise).rejects.toMatchObject({ name: "Refusal", code, retryAfterMs: expect.any(Number) });
  for (const name of ["loud/a", "loud/a"]) void enter(name);
  await refused(enter("loud/a"), Code.RATE_LIMITED);
  for (const name of ["loud/b", "loud/c"]) void enter(name);
  await refused(enter("loud/d"), Code.RATE_LIMITED);
  for (const name of ["x/a", "y/a"]) void enter(name);
  expect(queue.waiting).toBe(6);
  expect(new Set(await drain())).toEqual(new Set(["loud/a", "loud/b", "loud/c", "x/a", "y/a"]));
  expect(queue.waiting).toBe(0);
});

it("W15: a full queue lets in whose network has fewer waiting, and sends the newest of the largest away", async () => {
  const { enter, drain } = queueOf();
  void enter("first/a");
  const loud = ["loud/a", "loud/b", "loud/c", "loud/d"].map((name) => enter(name));
  for (const name of ["x/a", "x/b"]) void enter(name);
  const late = enter("late/a");
  await expect(loud[3]).rejects.toMatchObject({ code: Code.UNAVAILABLE });
  const order = await drain();
  expect(order).toEqual(["loud/a", "x/a", "late/a", "loud/b", "x/b", "loud/c"]);
  expect(await late).toBe("late/a");
  // With everybody equal, nobody is sent away.
  for (const group of ["1", "2", "3", "4", "5", "6", "7"]) void enter(`${group}/a`);
  await expect(enter("8/a")).rejects.toMatchObject({ code: Code.UNAVAILABLE });
});

it("W15: people on devices that they have used before take turns with all others together", async () => {
  const { enter, drain } = queueOf();
  void enter("first/a");
  for (const name of ["1/a", "2/a", "3/a", "4/a", "5/a", "6/a"]) void enter(name);
  void enter("amy/laptop", "known");
  void enter("bob/phone", "known");
  const order = await drain();
  expect(order.indexOf("amy/laptop")).toBeLessThan(2);
  expect(order.indexOf("bob/phone")).toBeLessThan(4);
});

it("W15: who has gone away costs no work, and a failure harms nobody behind", async () => {
  const { queue, enter, drain } = queueOf();
  const failed = queue.run("known", { group: "x", member: "x" }, () => Promise.reject(new Error("broken")));
  await expect(failed).rejects.toThrow("broken");
  void enter("first/a");
  const gone = enter("gone/a", "unknown", () => true);
  void enter("last/a");
  expect(await drain()).toEqual(["last/a"]);
  await expect(gone).rejects.toMatchObject({ name: "Refusal" });
});
