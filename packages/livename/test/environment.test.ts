import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPTIONS } from "@livename/server/internal";
import { afterAll, expect, it } from "vitest";
import { loadConfig, unknownVariables, variableOf } from "../src/environment.ts";
import { WRITTEN_OPTIONS } from "../src/option-values.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const VARIABLES = WRITTEN_OPTIONS.map(({ name }) => variableOf(name));

it("every option that text can say has a variable of its own, and the reference names no other", () => {
  expect(new Set(VARIABLES).size).toBe(OPTIONS.filter(({ kind }) => kind !== "code").length);
  expect(VARIABLES).toContain("LIVENAME_LIMITS_SESSIONS_PER_PERSON");
  const page = readFileSync(new URL("../../../docs/reference/configuration.md", import.meta.url), "utf8");
  for (const [, variable] of page.matchAll(/`(LIVENAME_\w+)[=`]/g))
    expect([...VARIABLES, "LIVENAME_CONFIG"]).toContain(variable);
});

it("names are made of the option's", () => {
  expect(variableOf("port")).toBe("LIVENAME_PORT");
  expect(variableOf("identity.jwt.keys")).toBe("LIVENAME_IDENTITY_JWT_KEYS");
  expect(variableOf("limits.connectionsPerIp")).toBe("LIVENAME_LIMITS_CONNECTIONS_PER_IP");
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
  expect(unknownVariables({ LIVENAME_PROT: secret, LIVENAME_PORT: "1", LIVENAME_CONFIG: "x", HOME: "/" })).toEqual([
    "LIVENAME_PROT is not known; do you mean LIVENAME_PORT?",
  ]);
  expect(unknownVariables({ LIVENAME_SESSIONS_PER_PERSON: secret })).toEqual([
    "LIVENAME_SESSIONS_PER_PERSON is not known; do you mean LIVENAME_LIMITS_SESSIONS_PER_PERSON?",
  ]);
  expect(unknownVariables({ LIVENAME_QQQQQ: secret })).toEqual([expect.stringContaining("Unset it")]);
});

it("what Kubernetes sets for a service called livename is no option, or says where it comes from", () => {
  expect(
    unknownVariables({
      LIVENAME_SERVICE_HOST: "10.0.0.1",
      LIVENAME_SERVICE_PORT: "8080",
      LIVENAME_PORT_8080_TCP: "tcp://10.0.0.1:8080",
      LIVENAME_PORT_8080_TCP_ADDR: "10.0.0.1",
    }),
  ).toEqual([]);
  expect(() => loadConfig(undefined, { LIVENAME_PORT: "tcp://10.0.0.1:8080" })).toThrow("enableServiceLinks");
});

it("an unknown name in the file is refused by every command that reads it", () => {
  const file = join(root, "unknown.json");
  writeFileSync(file, JSON.stringify({ dta: "x" }));
  expect(() => loadConfig(file, {})).toThrow("dta is not known; do you mean data?");
});

it.each([
  ['{\n  "port": 8080,\n}', "Line 3: a name in double quotes is missing, or there is a comma too many."],
  ['{\n  "port": 8080\n  "host": "::1"\n}', "Line 3: a comma is missing."],
  ['{ "data": "a" } {}', "Line 1: something stands behind the end."],
  ["{ // note\n }", "JSON has no comments."],
  ["{ 'data': 1 }", "double quotes"],
  ['{ "data": "a', "a text is not closed by a double quote."],
  ["", "it is empty."],
  ['{ "port": 1,\n "port": 2 }', "Line 2: port is there twice."],
])("%j as configuration says where it is no JSON, in words", (content, sentence) => {
  const file = join(root, "broken.json");
  writeFileSync(file, content);
  const load = () => loadConfig(file, {});
  expect(load).toThrow(sentence);
  expect(load).not.toThrow(/token|position|Expected/);
});
