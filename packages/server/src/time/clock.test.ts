import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSystemClock } from "./clock.ts";

const DAY_MS = 86_400_000;

describe("the system's clock", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("waits longer than a timer of the platform can", () => {
    const systemClock = createSystemClock();
    const task = vi.fn();
    systemClock.after(60 * DAY_MS, task);
    vi.advanceTimersByTime(60 * DAY_MS - 1);
    expect(task).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(task).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(60 * DAY_MS);
    expect(task).toHaveBeenCalledOnce();
  });

  it("forgets what was cancelled, in the second of its waits too", () => {
    const systemClock = createSystemClock();
    const task = vi.fn();
    const cancel = systemClock.after(60 * DAY_MS, task);
    vi.advanceTimersByTime(30 * DAY_MS);
    cancel();
    vi.advanceTimersByTime(60 * DAY_MS);
    expect(task).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("F19: time in which the process stood still is none, and what came in meanwhile is read before a task runs", async () => {
  const clock = createSystemClock();
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const peer = connect((server.address() as { port: number }).port, "127.0.0.1");
  const [socket] = (await once(server, "connection")) as [Socket];
  await once(peer, "connect");
  const seen: Array<[string, number]> = [];
  const see = (what: string): void => void seen.push([what, performance.now()]);
  socket.on("data", () => see("heard"));
  const startedMs = clock.monotonic();
  clock.after(50, () => see("judged"));
  const later = new Promise<void>((resolve) =>
    clock.after(1_900, () => {
      see("judged later");
      resolve();
    }),
  );
  peer.write("here I am");
  const until = performance.now() + 3_000;
  while (performance.now() < until);
  await later;
  expect(seen.map(([what]) => what)).toEqual(["heard", "judged", "judged later"]);
  expect(seen[2]![1] - seen[1]![1]).toBeGreaterThan(1_500);
  expect(clock.monotonic() - startedMs).toBeLessThan(3_000);
  peer.destroy();
  socket.destroy();
  server.close();
});

it("never goes back, when the process was busy rather than stopped and looked at it meanwhile", async () => {
  const clock = createSystemClock();
  const rang = new Promise<void>((resolve) => clock.after(10, resolve));
  const until = performance.now() + 1_500;
  let seenMs = 0;
  while (performance.now() < until) seenMs = clock.monotonic();
  await rang;
  expect(clock.monotonic()).toBeGreaterThanOrEqual(seenMs);
  // It goes on when it has caught up.
  await expect.poll(() => clock.monotonic(), { timeout: 10_000 }).toBeGreaterThan(seenMs);
});
