import { describe, expect, it } from "vitest";
import { settled } from "../../../testkit/src/fake-clock.ts";
import { createLocalBus } from "../../src/bus/local.ts";
import { busContract } from "./contract.ts";

describe("the local bus", () => {
  busContract(async () => createLocalBus(() => {}), settled);

  it("reports what a receiver throws", async () => {
    const errors: unknown[] = [];
    const bus = createLocalBus((error, subject) => errors.push([subject, error]));
    const failure = new Error("a receiver failed");
    bus.subscribe("a.x", () => {
      throw failure;
    });
    bus.publish("a.x", "hint");
    await settled();
    expect(errors).toEqual([["a.x", failure]]);
  });
});
