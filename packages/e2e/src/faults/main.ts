// `npm run faults`: faults of networks and servers by a seed, judged after each, on what was built.
// `npm run faults -- 10` for ten minutes (the default), `-- --short` once through a few. LIVENAME_SEED has a run again.
import { runFaults } from "./run.ts";

const asked = process.argv[2];
const short = asked === "--short";
const minutes = short ? 0 : Number(asked ?? 10);
if (!(short || minutes > 0)) {
  console.log("Say for how many minutes: npm run faults -- 10");
  process.exit(1);
}
const seed = Number(process.env.LIVENAME_SEED ?? Date.now() % 1_000_000_000);

console.log(`faults: LIVENAME_SEED=${seed}`);
const { faults, rounds, outcomes } = await runFaults({
  ...{ seed, short, forMs: minutes * 60_000 },
  say: (line) => console.log(`… ${line}`),
});
for (const fault of faults) console.log(`✗ ${fault}`);
const changes = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
console.log(`faults: ${rounds} rounds, changes: ${changes.join(", ")}; ${faults.length} things wrong`);
process.exitCode = faults.length > 0 ? 1 : 0;
