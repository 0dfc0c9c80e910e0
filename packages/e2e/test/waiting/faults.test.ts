// The short form of `npm run faults`: one fault of each kind, drawn from a seed.
import { expect, it } from "vitest";
import { runFaults } from "../../src/faults/run.ts";

it("whatever fails, every device shows what the server has, and each change is made once and told so", {
  timeout: 600_000,
}, async () => {
  const seed = Number(process.env.LIVENAME_SEED ?? Date.now() % 1_000_000_000);
  const said = [`LIVENAME_SEED=${seed}`];
  const { faults, outcomes } = await runFaults({ seed, forMs: 0, short: true, say: (line) => said.push(line) });
  console.log(said.join("\n"));
  // As one text: a report shows the difference of two texts, and of two lists their lengths only.
  expect(faults.join("\n")).toBe("");
  expect(outcomes.done).toBeGreaterThan(100);
});
