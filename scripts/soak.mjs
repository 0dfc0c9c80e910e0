// `npm run soak`: load and faults for a long time: the end-to-end suites in which networks fail and servers die, again
// and again, and the bench's short form between them. `npm run soak -- 120` runs for 120 minutes; 30 when not said.
import { spawnSync } from "node:child_process";

const minutes = Number(process.argv[2] ?? 30);
if (!(minutes > 0)) {
  console.log("Say for how many minutes: npm run soak -- 120");
  process.exit(1);
}
const rounds = [
  ["vitest", ["run", "--project", "e2e", "killed-server", "staying"]],
  ["node", ["scripts/bench.mjs", "--short", "T1", "T7", "T8"]],
];
const end = Date.now() + minutes * 60_000;
let passed = 0;
let failed = 0;
while (Date.now() < end) {
  for (const [command, args] of rounds) {
    const { status } = spawnSync(command, args, { stdio: "inherit" });
    if (status === 0) passed++;
    else failed++;
    console.log(
      `soak: ${passed} passed, ${failed} failed, ${Math.max(0, Math.round((end - Date.now()) / 60_000))} min left`,
    );
  }
}
process.exitCode = failed > 0 ? 1 : 0;
