// `npm run model -- 100000 [seed] [first]`: so many random sequences against the model, and what came of it.
import { runModel } from "./run.ts";

const [sequences = 10_000, seed = Date.now() % 1_000_000, from = 0] = process.argv.slice(2).map(Number);
const started = performance.now();
console.log(`${sequences} sequences of commands, seed ${seed}, from ${from} on`);
await runModel({ sequences, seed, from, say: (line) => console.log(line) });
console.log(`all as the model says, in ${Math.round((performance.now() - started) / 1_000)} s`);
