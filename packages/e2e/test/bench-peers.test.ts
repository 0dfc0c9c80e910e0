// The bench beside the peers works: its short form brings up both of them and measures every column.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const NO_PEERS = 3;
const script = fileURLToPath(new URL("../../../scripts/bench-peers.mjs", import.meta.url));

it("the short form prints T3, T4 and T8 of Livename, the floor, ejabberd and Prosody", async ({ skip }) => {
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile("node", [script, "--short", "websocket", "tcp"], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
  if (code === NO_PEERS) skip(stderr.trim());
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const rows = stdout.split("\n").filter((line) => line.startsWith("| "));
  expect(rows[0]).toMatch(/T3.*T4.*T8.*T8/);
  const servers = rows.slice(2).map((row) => row.split(" | ").slice(0, 2).join(" "));
  expect(servers.map((server) => server.replace(/^\| /, "").replace(/ [\d.]+/, ""))).toEqual([
    ...["Livename WebSocket", "the floor WebSocket"],
    ...["ejabberd WebSocket", "ejabberd TCP", "Prosody WebSocket", "Prosody TCP"],
  ]);
  expect(stdout).not.toMatch(/NaN|Infinity|undefined/);
  for (const row of rows.slice(2)) for (const rate of row.matchAll(/([\d,]+)\/s/g)) expect(rate[1]).not.toBe("0");
}, 180_000);
