// Presence, privacy, groups and watch lists at random against a plain model of SPEC P and V. `npm run model` runs as
// many sequences as it is told; here are some.
import { it } from "vitest";
import { runModel } from "./model/run.ts";

const SEQUENCES = 384;
const seed = Date.now() % 1_000_000;

it(`P2, P10, P13, V4 to V9: each watcher holds what the model says (seed ${seed})`, { timeout: 120_000 }, async () => {
  await runModel({ seed, sequences: SEQUENCES });
});
