// `node packages/e2e/src/soak/main.ts [--short] [--minutes=10] [--seed=N]`: one soak run on what was built.
import { soak } from "./run.ts";

const option = (name: string) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const short = process.argv.includes("--short");
const seed = Number(option("seed") ?? Date.now() % 1_000_000_000);
const forMs = short ? 0 : Number(option("minutes") ?? 10) * 60_000;

console.log(`soak: LIVENAME_SEED=${seed}`);
const { faults, acknowledged, tried } = await soak({ seed, forMs, short, say: (line) => console.log(`… ${line}`) });
for (const fault of faults) console.log(`✗ ${fault}`);
console.log(`soak: ${tried} faults tried, ${acknowledged} messages acknowledged, ${faults.length} things wrong`);
process.exitCode = faults.length > 0 ? 1 : 0;
