import { describe, expect, it } from "vitest";
import { createLocalBus } from "../../src/bus/local.ts";
import { busContract } from "./contract.ts";

/** What is published while something is delivered has a turn of its own. */
const delivered = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe("the local bus", () => {
  busContract(async () => createLocalBus(() => {}), delivered);

  it("reports what a receiver throws", async () => {
    const errors: unknown[] = [];
    const bus = createLocalBus((error, subject) => errors.push([subject, error]));
    const failure = new Error("a receiver failed");
    bus.subscribe("a.x", () => {
      throw failure;
    });
    bus.publish("a.x", "hint");
    await delivered();
    expect(errors).toEqual([["a.x", failure]]);
  });
});
