import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checkNode } from "../src/check-node.ts";
import { problemsOf } from "../src/check-options.ts";
import { DEFAULT_RATES, withDefaults } from "../src/config.ts";
import { createServer, type ServerOptions } from "../src/index.ts";
import { startServer, temporaryFolder } from "./real-server.ts";

const page = readFileSync(new URL("../../../docs/reference/configuration.md", import.meta.url), "utf8");
const rows = new Map(
  [...page.matchAll(/^\| `([\w.]+)` \| ([^|]+) \|/gm)].map(([, name, value]) => [
    name!,
    value!.trim().replaceAll("`", ""),
  ]),
);

it("the reference names each limit with the default that the code has", () => {
  const resolved = withDefaults({ data: "data" });
  const { edge, wire, presence, connectionsPerIp, sessionsPerPerson, signInsPerMinute, comeBackWithinMs } = resolved;
  const limits = {
    ...wire,
    helloMs: edge.helloMs,
    tickMs: edge.tickMs,
    outboxBytes: edge.outboxBytes,
    connectionsPerIp,
    sessionsPerPerson,
    signInsPerMinute,
    comeBackWithinMs,
  };
  for (const [name, value] of Object.entries(limits))
    expect([name, rows.get(`limits.${name}`)]).toEqual([name, `${value}`]);
  for (const [name, value] of Object.entries(presence))
    expect([name, rows.get(`presence.${name}`)]).toEqual([name, `${value}`]);
  for (const name of ["host", "port", "places", "log"] as const) {
    expect([name, rows.get(name)]).toEqual([name, JSON.stringify(resolved[name])]);
  }
  const { password, demo } = resolved.identity;
  expect([rows.get("identity.password"), rows.get("identity.demo")]).toEqual([`${password}`, `${demo}`]);
  for (const [kind, { perSecond, burst }] of Object.entries(DEFAULT_RATES)) {
    expect(page).toContain(`| \`${kind}\` | ${perSecond} | ${burst} |`);
  }
});

it("the reference names every limit that there is, and none besides", () => {
  const source = readFileSync(new URL("../src/config.ts", import.meta.url), "utf8");
  const block = source.slice(source.indexOf("export interface LimitOptions"), source.indexOf("/** How many sessions"));
  const own = [...block.matchAll(/readonly (\w+)\?:/g)].map(([, name]) => `limits.${name}`);
  const wire = Object.keys(withDefaults({ data: "x" }).wire).map((name) => `limits.${name}`);
  expect([...rows.keys()].filter((name) => name.startsWith("limits.")).sort()).toEqual([...own, ...wire].sort());
});

it("each wrong option is named in a sentence", () => {
  const wrong: [Partial<ServerOptions>, string][] = [
    [{ data: "" }, "data: "],
    [{ port: 70_000 }, "port: "],
    [{ host: "not a host" }, "host: "],
    [{ origins: ["example.com"] }, "origins: "],
    [{ trustedProxies: ["10.0.0.0/99"] }, "trustedProxies: "],
    [{ tls: { cert: "/none.pem", key: "/none.key" } }, "tls.cert: "],
    [{ site: "/no/such/folder" }, "site: "],
    [{ placeGrants: { key: "/none.key" } }, "placeGrants.key: "],
    [{ host: "0.0.0.0", identity: { demo: true } }, "identity.demo: "],
    [{ trustedProxies: ["10.0.0.1"], identity: { demo: true } }, "identity.demo: "],
    [{ identity: { proxyHeader: "x-user" } }, "identity.proxyHeader: "],
    [{ presence: { graceMs: -1 } }, "presence.graceMs: "],
    [{ limits: { watches: 1.5 } }, "limits.watches: "],
    [{ limits: { helloMs: 60_001 } }, "limits.helloMs"],
    [{ admin: { port: 8080 } }, "admin.port: "],
  ];
  for (const [options, start] of wrong) {
    const [problem, ...others] = problemsOf({ data: "data", ...options });
    expect([problem?.startsWith(start), others.filter((other) => !other.startsWith("tls."))]).toEqual([true, []]);
  }
  expect(problemsOf({ data: "data" })).toEqual([]);
});

it("a port in use, a folder that cannot be written, an old Node: each a typed error with a sentence", async () => {
  const server = await startServer();
  const second = createServer({ data: ":memory:", port: server.port, log: "silent" });
  await expect(second.listen()).rejects.toMatchObject({ name: "StartError", code: "port-in-use" });
  const file = new URL(import.meta.url).pathname;
  await expect(createServer({ data: `${file}/data`, port: 0, log: "silent" }).listen()).rejects.toThrow(/data/);
  const tls = { cert: file, key: file };
  const broken = createServer({ data: temporaryFolder(), port: 0, log: "silent", tls });
  await expect(broken.listen()).rejects.toMatchObject({ code: "bad-tls" });
  expect(() => checkNode("22.12.9")).toThrow("22.13");
  checkNode("22.13.0");
  checkNode("24.0.0");
});
