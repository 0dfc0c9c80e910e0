import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { ENVIRONMENT_OPTIONS, loadConfig, unknownVariables, variableOf } from "../src/environment.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("every option of the reference has a variable, and every variable an option there", () => {
  const page = readFileSync(new URL("../../../docs/reference/configuration.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| ((?:`[\w.]+`(?:, )?)+) \|/gm)].flatMap(([, names]) => names!.split(", "));
  const classes = ["read", "write", "signal", "refusals"];
  const named = rows.map((name) => name.replaceAll("`", "")).filter((name) => !classes.includes(name));
  expect(named.sort()).toEqual([...ENVIRONMENT_OPTIONS.keys()].sort());
  for (const [, variable] of page.matchAll(/`(LIVENAME_\w+)[=`]/g))
    expect([...ENVIRONMENT_OPTIONS.keys()].map(variableOf).concat("LIVENAME_CONFIG")).toContain(variable);
});

it("names are made of the option's", () => {
  expect(variableOf("port")).toBe("LIVENAME_PORT");
  expect(variableOf("identity.jwt.keys")).toBe("LIVENAME_IDENTITY_JWT_KEYS");
  expect(variableOf("limits.connectionsPerIp")).toBe("LIVENAME_LIMITS_CONNECTIONS_PER_IP");
  expect(new Set([...ENVIRONMENT_OPTIONS.keys()].map(variableOf)).size).toBe(ENVIRONMENT_OPTIONS.size);
});

it("the environment goes before the file, option by option, and may name it", () => {
  const file = join(root, "livename.json");
  writeFileSync(file, JSON.stringify({ port: 1, host: "::1", identity: { demo: true, jwt: { issuer: "a" } } }));
  const environment = {
    LIVENAME_CONFIG: file,
    LIVENAME_PORT: "2",
    LIVENAME_SITE: "",
    LIVENAME_ORIGINS: "https://a.example, https://b.example",
    LIVENAME_IDENTITY_DEMO: "false",
    LIVENAME_IDENTITY_JWT_AUDIENCE: "livename",
    LIVENAME_LIMITS_RATES: '{"read":{"perSecond":1,"burst":2}}',
    PATH: "/bin",
  };
  expect(loadConfig(undefined, environment)).toEqual({
    port: 2,
    host: "::1",
    origins: ["https://a.example", "https://b.example"],
    identity: { demo: false, jwt: { issuer: "a", audience: "livename" } },
    limits: { rates: { read: { perSecond: 1, burst: 2 } } },
  });
});

it("a wrong value is refused without being repeated, an unknown variable is named", () => {
  const secret = "do-not-repeat";
  for (const name of ["LIVENAME_PORT", "LIVENAME_IDENTITY_DEMO", "LIVENAME_LIMITS_RATES"]) {
    const load = () => loadConfig(undefined, { [name]: secret });
    expect(load).toThrow(name);
    expect(load).not.toThrow(secret);
  }
  expect(unknownVariables({ LIVENAME_PROT: "1", LIVENAME_PORT: "1", LIVENAME_CONFIG: "x", HOME: "/" })).toEqual([
    "LIVENAME_PROT",
  ]);
});
