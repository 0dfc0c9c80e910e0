// `npm run bench:peers`: T3, T4 and T8 of Livename beside its floor and beside ejabberd and Prosody, Debian's packages,
// doing the same work in the same run, by WebSocket as Livename does; "npm run bench:peers -- websocket tcp" adds XMPP's
// own stream. `--short` proves in seconds that the bench works and says nothing about speed; `--write` puts the table
// into docs/performance.md. Where the peers cannot be had it ends with 3 and says why.
import { readFileSync, writeFileSync } from "node:fs";
import { ejabberdOf } from "../packages/e2e/src/bench/peers/ejabberd.ts";
import { measureOwn, measurePeer } from "../packages/e2e/src/bench/peers/measure.ts";
import { findPrograms, NoPeersError } from "../packages/e2e/src/bench/peers/packages.ts";
import { prosodyOf } from "../packages/e2e/src/bench/peers/prosody.ts";
import { peersTable, verdicts } from "../packages/e2e/src/bench/peers/table.ts";
import { FULL, SHORT } from "../packages/e2e/src/bench/size-of-run.ts";
import { circumstances } from "./circumstances.mjs";
import { endWithin } from "./running.mjs";

const NO_PEERS = 3;
const chosen = process.argv.slice(2).filter((word) => word === "websocket" || word === "tcp");
const transports = chosen.length > 0 ? chosen : ["websocket"];
const short = process.argv.includes("--short");
const size = short ? SHORT : FULL;
const began = performance.now();
const say = (line) => console.log(`… ${Math.round((performance.now() - began) / 1000)} s: ${line}`);

async function measureAll(programs) {
  say("Livename");
  const ours = await measureOwn("livename", size);
  say("the same bytes through the bare WebSocket library");
  const floor = await measureOwn("floor", size, ours);
  const lines = [
    { server: "Livename", transport: "WebSocket", stores: true, figures: ours },
    { server: "the floor", transport: "WebSocket", stores: false, figures: floor },
  ];
  const ejabberd = ejabberdOf(programs);
  for (const peer of [ejabberd, prosodyOf(programs)]) {
    for (const transport of transports) {
      const spoken = transport === "tcp" ? "TCP" : "WebSocket";
      say(`${peer.name} by ${spoken}`);
      const figures = await measurePeer(peer, transport, size).catch((error) => {
        // Now and then one of thousands of connections is dropped while they sign in: not what is measured here.
        say(`once more: ${error.message.split("\n")[0]}`);
        return measurePeer(peer, transport, size);
      });
      lines.push({ server: peer.name, transport: spoken, stores: false, figures });
    }
  }
  const found = `${circumstances("npm run bench:peers")}\n\n${peersTable(lines, size)}`;
  if (short) return `${found}\n\nThis was the short form: it shows that the bench works, not how fast anything is.`;
  const ejabberds = lines.filter(({ server }) => server === ejabberd.name).map(({ figures }) => figures);
  const asked = verdicts(ours, floor, ejabberds).map(({ text, met }) => `- ${text}: ${met ? "met" : "**not met**"}`);
  return `${found}\n\n${asked.join("\n")}`;
}

function write(found) {
  const page = new URL("../docs/performance.md", import.meta.url);
  const [before, rest] = readFileSync(page, "utf8").split("<!-- peers -->\n");
  writeFileSync(page, `${before}<!-- peers -->\n${found}\n<!-- /peers -->${rest.split("<!-- /peers -->")[1]}`);
}

endWithin(20);
let code = 0;
try {
  const found = await measureAll(findPrograms(say));
  console.log(`\n${found}`);
  if (process.argv.includes("--write") && !short) write(found);
} catch (error) {
  console.error(error instanceof NoPeersError ? error.message : error);
  code = error instanceof NoPeersError ? NO_PEERS : 1;
}
// What was being set up when something failed must not keep this alive.
process.exit(code);
