// The short form of the soak run: one step of each clock, one stop of the server, one crowd of hoarders.
import { expect, it } from "vitest";
import { soak } from "../../src/soak/run.ts";
import { fakeTimeLibrary } from "../../src/soak/wall-clock.ts";

// Only Linux with libfaketime can step the clock of one process; `npm test` installs it where it can.
it.skipIf(!fakeTimeLibrary())(
  "nobody is lost, seen to go or told a wrong time when clocks are set, the server stands still and clients hoard",
  async () => {
    const seed = Number(process.env.LIVENAME_SEED ?? Date.now() % 1_000_000_000);
    const said = [`LIVENAME_SEED=${seed}`];
    const { faults, acknowledged } = await soak({ seed, forMs: 0, short: true, say: (line) => said.push(line) });
    console.log(said.join("\n"));
    // As one text: a report shows the difference of two texts, and of two lists their lengths only.
    expect(faults.join("\n")).toBe("");
    expect(acknowledged).toBeGreaterThan(200);
  },
  240_000,
);
