// `npm run bench`: the targets by name, each beside its floor, in one run. `--short` proves that the bench works and
// says nothing about speed; a word chooses ("npm run bench -- T4"); `--sessions=3000` takes a smaller crowd than the
// targets name; `--profile` says where the server's time went; `--write` puts the table into docs/performance.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { measurePages } from "../packages/e2e/src/bench/pages.ts";
import { reportProfiles } from "../packages/e2e/src/bench/profile.ts";
import { measureCommands, measureMessages } from "../packages/e2e/src/bench/rates.ts";
import { measureReconnect } from "../packages/e2e/src/bench/reconnect.ts";
import { fixed, table, whole } from "../packages/e2e/src/bench/row.ts";
import { measureSearch } from "../packages/e2e/src/bench/search.ts";
import { measureKeyPairSignIns, measureSessions } from "../packages/e2e/src/bench/sessions.ts";
import { FULL, SHORT } from "../packages/e2e/src/bench/size-of-run.ts";
import { measureWorkingDay } from "../packages/e2e/src/bench/working-day.ts";
import { circumstances } from "./circumstances.mjs";
import { sizes } from "./size.mjs";

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const short = process.argv.includes("--short");
const fewer = process.argv.find((word) => word.startsWith("--sessions="))?.slice("--sessions=".length);
const size = { ...(short ? SHORT : FULL), ...(fewer ? { sessions: Number(fewer) } : {}) };
const say = (line) => console.log(`… ${line}`);

if (process.argv.includes("--profile")) reportProfiles(say);

const script = (path) => fileURLToPath(new URL(path, import.meta.url));

function measureEdges({ linkedSessions, watched, settleMs }) {
  say(`${whole(linkedSessions)} sessions in memory, without sockets, each watches ${watched}`);
  const bench = script("../packages/server/bench/edges.ts");
  const words = ["--expose-gc", bench, String(linkedSessions), String(watched), String(settleMs)];
  const cost = JSON.parse(execFileSync("node", words, { encoding: "utf8" }));
  const kib = (bytes) => bytes / 1024 / cost.sessions;
  return [
    {
      name: "T2",
      what: `memory a session without its socket, ${whole(cost.sessions)} × ${watched} watched, ${whole(cost.edges)} edges [edges]`,
      measured: `${fixed(kib(cost.rssBytes))} KiB (live: heap ${fixed(kib(cost.heapBytes))}, buffers ${fixed(kib(cost.bufferBytes))})`,
      floor: "–",
      target: "≤ 5 KiB",
      met: kib(cost.rssBytes) <= 5,
    },
  ];
}

function measureFrames() {
  say("the worst frames of 64 KiB");
  // In a process of its own: what its first frames cost is a figure too.
  const bench = script("../packages/wire/bench/hostile.ts");
  const costs = JSON.parse(execFileSync("node", ["--expose-gc", bench, "--json"], { encoding: "utf8" }));
  const slowest = Math.max(...costs.map((cost) => cost.medianMs));
  const first = Math.max(...costs.map((cost) => cost.coldMs));
  const largest = Math.max(...costs.map((cost) => cost.heapBytes)) / 1_000_000;
  return [
    {
      name: "T10",
      what: `the worst of ${costs.length} hostile frames of up to 64 KiB, decoded or refused, after ordinary traffic, median [fuzz]`,
      measured: `${fixed(slowest, 2)} ms, ${fixed(largest, 2)} MB (first of a fresh process ${fixed(first, 1)} ms)`,
      floor: "28 ms, 5.9 MB decoded without bounds",
      target: "< 5 ms, < 2 MB",
      met: slowest < 5 && largest < 2,
    },
  ];
}

async function measureSizes() {
  // What has no target (what loads on demand) is printed by `npm run size`.
  return (await sizes())
    .filter(({ target }) => target !== undefined)
    .map(({ what, bytes, target }) => ({
      name: "T11",
      what: `script, gzip: ${what} [size]`,
      measured: `${fixed(bytes / 1024)} KiB`,
      floor: "–",
      target: `≤ ${target / 1024} KiB`,
      met: bytes <= target,
    }));
}

const measures = [
  { names: ["T1", "T3", "T4", "T5"], measure: measureSessions },
  { names: ["T2"], measure: measureEdges },
  { names: ["T3"], measure: measureKeyPairSignIns },
  { names: ["T6"], measure: measureWorkingDay },
  { names: ["search"], measure: measureSearch },
  { names: ["T7"], measure: measureCommands },
  { names: ["T8"], measure: measureMessages },
  { names: ["T9"], measure: measureReconnect },
  { names: ["T10"], measure: measureFrames },
  { names: ["T11"], measure: measureSizes },
  { names: ["T12", "page"], measure: measurePages },
];

const rows = [];
const failures = [];
for (const { names, measure } of measures) {
  if (words.length > 0 && !names.some((name) => words.includes(name))) continue;
  try {
    rows.push(...(await measure(size, say)));
  } catch (error) {
    failures.push(`${names.join(", ")}: ${error.stack ?? error}`);
  }
}

const found = `${circumstances("npm run bench")}\n\n${table(rows)}`;
console.log(`\n${found}`);
if (short) console.log("\nThis was the short form: it shows that the bench works, not how fast anything is.");
for (const failure of failures) console.log(`\nNot measured: ${failure}`);
if (process.argv.includes("--write") && !short && !fewer && failures.length === 0) {
  const page = new URL("../docs/performance.md", import.meta.url);
  const [before, rest] = readFileSync(page, "utf8").split("<!-- bench -->\n");
  const after = rest.split("<!-- /bench -->")[1];
  writeFileSync(page, `${before}<!-- bench -->\n${found}\n<!-- /bench -->${after}`);
}
process.exitCode = failures.length > 0 ? 1 : 0;
