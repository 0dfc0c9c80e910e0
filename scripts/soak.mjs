// `npm run soak`: load and faults for a long time: the end-to-end tests in which networks fail, machines sleep and
// servers die, clocks are set, servers stand still and clients hoard, again and again, and the bench's short form
// between them. Every round has to pass.
// `npm run soak -- 120` runs for 120 minutes, 10 when not said; `npm run soak -- --short` once through, with few faults.
import { spawn } from "node:child_process";

const asked = process.argv[2];
const short = asked === "--short";
const minutes = short ? 0 : Number(asked ?? 10);
if (!(short || minutes > 0)) {
  console.log("Say for how many minutes: npm run soak -- 120");
  process.exit(1);
}

/** What is repeated: the load that needs no browser first, since it takes the least time. */
const rounds = [
  ["load", "node", ["scripts/bench.mjs", "--short", "T1", "T7", "T8"]],
  ["a server killed under load", "vitest", ["run", "--project", "e2e*", "killed-server"]],
  [
    "networks that fail and machines that sleep",
    "vitest",
    [...["run", "--project", "e2e*", "staying", "faulty-proxy"], ...(short ? ["-t", "cut"] : [])],
  ],
  [
    "clocks that are set, a server that stands still, clients that do not read",
    "node",
    ["packages/e2e/src/soak/main.ts", ...(short ? ["--short"] : ["--minutes=5"])],
  ],
];
if (short) process.env.LIVENAME_KILLS = "2";
else process.env.LIVENAME_CROWD = "full";

const run = (command, args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NO_COLOR: "1" } });
    let output = "";
    const keep = (bytes) => {
      output = (output + bytes).slice(-8_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ ok: false, output: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });

const end = Date.now() + minutes * 60_000;
let passed = 0;
let failed = 0;
// What has begun is brought to its end, and everything is run once at least: a soak that ran nothing says nothing.
for (let round = 0; round < rounds.length || Date.now() < end; round++) {
  const [name, command, args] = rounds[round % rounds.length];
  const began = Date.now();
  const { ok, output } = await run(command, args);
  if (ok) passed++;
  else failed++;
  const left = Math.max(0, Math.ceil((end - Date.now()) / 60_000));
  console.log(`${ok ? "✓" : "✗"} ${name} (${Math.round((Date.now() - began) / 1_000)} s), ${left} min left`);
  const seed = /LIVENAME_SEED=\d+/.exec(output)?.[0];
  if (seed) console.log(`  ${seed}`);
  if (!ok) console.log(output);
}
console.log(`soak: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
