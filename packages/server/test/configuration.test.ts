import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_LIMITS } from "@livename/wire";
import { expect, it } from "vitest";
import { PAGE, pageWith, TYPES, typesText } from "../scripts/options-text.ts";
import { withDefaults } from "../src/config.ts";
import { createServer, type ServerOptions, StartError } from "../src/index.ts";
import { OPTIONS } from "../src/options/catalogue.ts";
import { DEFAULT_RATES } from "../src/options/limits.ts";
import { problemsOf } from "../src/options/read.ts";
import { checkNode } from "../src/process/check-node.ts";
import { createLog } from "../src/process/log.ts";
import { startServer, temporaryFolder } from "./real-server.ts";

const SELF = fileURLToPath(import.meta.url);
const JWT = { issuer: "a", audience: "b", algorithms: ["HS256"], keys: [SELF] };

it("the reference page and the types follow from the schema: npm run options", () => {
  expect(pageWith(readFileSync(PAGE, "utf8")) === readFileSync(PAGE, "utf8")).toBe(true);
  expect(typesText() === readFileSync(TYPES, "utf8")).toBe(true);
});

it("defaults are those of the schema", () => {
  const { wire, edge, personRates, ...options } = withDefaults({ data: "data" });
  for (const { name, default: value } of OPTIONS) {
    // Of groups that nobody asked for there is nothing.
    if (value !== undefined && !name.startsWith("identity.jwt.") && !name.startsWith("placeGrants."))
      expect([
        name,
        name.split(".").reduce((inner: unknown, key) => (inner as Record<string, unknown>)[key], options),
      ]).toEqual([name, value]);
  }
  expect(wire).toEqual(DEFAULT_LIMITS);
  expect(edge).toMatchObject({ frameBytes: 65_536, helloMs: 10_000, outboxBytes: 1_048_576 });
  expect(personRates.read).toEqual({ perSecond: 200, burst: 1_200 });
  expect(withDefaults({ data: "x", limits: { rates: { read: { perSecond: 1, burst: 1 } } } }).limits.rates).toEqual({
    ...DEFAULT_RATES,
    read: { perSecond: 1, burst: 1 },
  });
  // What a program hands over is taken as it is.
  const log = createLog("silent");
  const clock = { now: () => 0, monotonic: () => 0, after: () => () => {} };
  expect(withDefaults({ data: "x", log, clock })).toMatchObject({ log, clock });
  expect(withDefaults({ data: "x", log }).log).toBe(log);
});

it("each wrong option is named in one sentence that says what to do, in our own words", () => {
  const wrong: [object, string][] = [
    [{ data: "" }, "data: give the folder to keep everything in"],
    [{ data: undefined }, "data: give the folder to keep everything in"],
    [{ data: 5 }, 'data: give the folder to keep everything in, such as "./data", not 5.'],
    [{ port: 70_000 }, "port: give a whole number from 0 to 65535, not 70000."],
    [{ port: "8080" }, "port: give a whole number from 0 to 65535, not a text."],
    [{ port: Number.NaN }, "port: give a whole number"],
    [{ host: "not a host" }, "host: give an address or a name"],
    [{ origins: ["example.com"] }, 'origins: "example.com" is not an origin'],
    [{ origins: "https://a.example" }, "origins: give a list, such as"],
    [{ origins: [7] }, "origins: give a list of texts"],
    [{ trustedProxies: ["10.0.0.0/99"] }, 'trustedProxies: "10.0.0.0/99" is neither'],
    [{ tls: { cert: SELF, key: "/none.key" } }, "tls.key: there is no file /none.key."],
    [{ tls: { cert: SELF } }, "tls.key: give the name of a file."],
    [{ tls: "cert.pem" }, "tls: give an object with cert, key, not a text."],
    [{ tls: null }, "tls: give an object with cert, key, not null."],
    [{ site: "/no/such/folder" }, "site: there is no folder /no/such/folder."],
    [{ site: SELF }, "site: there is no folder"],
    [{ placeGrants: { key: "/none.key" } }, "placeGrants.key: there is no file"],
    [{ placeGrants: { key: dirname(SELF) } }, "placeGrants.key: "],
    [{ identity: { jwt: { ...JWT, algorithms: ["RS512"] } } }, "identity.jwt.algorithms: give a list of HS256, ES256"],
    [{ identity: { jwt: { ...JWT, algorithms: [] } } }, "identity.jwt.algorithms: "],
    [{ identity: { jwt: { ...JWT, keys: [] } } }, "identity.jwt.keys: "],
    [{ identity: { jwt: { ...JWT, keys: ["/none.pem", ""] } } }, "identity.jwt.keys: there is no file /none.pem."],
    [{ identity: { jwt: { ...JWT, issuer: undefined } } }, "identity.jwt.issuer: give who signs the tokens"],
    [{ identity: { password: false } }, "identity.password: nobody can sign in."],
    [{ host: "0.0.0.0", identity: { demo: true } }, "identity.demo: "],
    [{ trustedProxies: ["10.0.0.1"], identity: { demo: true } }, "identity.demo: "],
    [{ identity: { proxyHeader: "x-user" } }, "identity.proxyHeader: "],
    [{ publicOrigin: "im.example.com" }, "publicOrigin: write scheme, name and port as browsers do"],
    [
      { publicOrigin: "https://IM.example.com:443/x" },
      'publicOrigin: write scheme, name and port as browsers do, without a path: "https://im.example.com"',
    ],
    [{ publicOrigin: "ftp://im.example.com" }, "publicOrigin: write scheme"],
    [{ publicOrigin: "https://*.example.com" }, "publicOrigin: write scheme"],
    [
      { publicOrigin: "https://im.example.com" },
      "publicOrigin: browsers call it by https, and nothing here speaks TLS.",
    ],
    [
      { trustedProxies: ["127.0.0.1"], identity: { proxyHeader: "x-user" } },
      "identity.proxyHeader: a page under any name that leads to the proxy would be signed in. Set publicOrigin",
    ],
    [{ limits: { watches: 1.5 } }, "limits.watches: give a whole number"],
    [{ limits: { watches: -1 } }, "limits.watches: give a whole number"],
    [{ limits: { rates: { read: { perSecond: 0, burst: 1 } } } }, "limits.rates.read.perSecond: "],
    [{ limits: { rates: { read: 5 } } }, "limits.rates.read: give perSecond and burst"],
    [{ admin: { port: 8080 } }, "admin.port: it is the same as port."],
    [{ log: "loud" }, "log: give "],
    [{ clock: 5 }, "clock: "],
  ];
  for (const [options, start] of wrong) {
    const [problem, ...others] = problemsOf({ data: "data", ...options });
    expect([problem?.slice(0, start.length), others]).toEqual([start, []]);
    expect(problem).toMatch(/[^.]\.$/);
    // Words of the library that checks.
    expect(problem).not.toMatch(/invalid|expected|received|unrecognized|undefined|ZodError/i);
  }
  expect(problemsOf({ data: "data" })).toEqual([]);
  expect(problemsOf(undefined)).toEqual([expect.stringMatching(/^The options: give an object/)]);
});

it("options that cannot work are refused, with the reason", () => {
  const wrong: [Partial<ServerOptions>, string, string][] = [
    [{ presence: { awayAfterMs: 59_999 } }, "presence.awayAfterMs", "once a minute"],
    [{ presence: { graceMs: -1 } }, "presence.graceMs", "0 to 3600000"],
    [{ presence: { leaveGraceMs: 1e10 } }, "presence.leaveGraceMs", "0 to 3600000"],
    [{ presence: { dampMs: 10 } }, "presence.dampMs", "limits.tickMs (20)"],
    [{ limits: { helloMs: 60_001 } }, "limits.helloMs", "1000 to 60000"],
    [{ limits: { helloMs: 0 } }, "limits.helloMs", "1000 to 60000"],
    [{ limits: { tickMs: 0 } }, "limits.tickMs", "1 to 1000"],
    [{ limits: { pingMs: 0 } }, "limits.pingMs", "5000 to 60000"],
    [{ limits: { pingMs: 8_000 } }, "limits.pongMs", "shorter than limits.pingMs (8000)"],
    [{ limits: { pongMs: 40_000 } }, "limits.pongMs", "shorter than limits.pingMs (25000)"],
    [{ limits: { outboxBytes: 65_535 } }, "limits.outboxBytes", "65536 or more"],
    [{ limits: { textChars: 30_000 } }, "limits.textChars", "raise limits.frameBytes to 91024"],
    [{ limits: { attributeBytes: 65_536 } }, "limits.attributeBytes", "limits.frameBytes"],
    [{ limits: { watchBatch: 5_000 } }, "limits.watchBatch", "limits.frameBytes"],
    [{ limits: { sessionsPerPerson: 0 } }, "limits.sessionsPerPerson", "from 1"],
    [{ limits: { signInsPerMinute: 0 } }, "limits.signInsPerMinute", "from 1"],
  ];
  for (const [options, name, reason] of wrong) {
    const problems = problemsOf({ data: "data", ...options });
    expect([name, problems]).toEqual([name, [expect.stringContaining(reason)]]);
    expect(problems[0]!.startsWith(`${name}: `)).toBe(true);
    expect(() => withDefaults({ data: "data", ...options })).toThrow(StartError);
  }
  expect(
    problemsOf({
      data: "data",
      presence: { dampMs: 0, graceMs: 0 },
      limits: { textChars: 30_000, frameBytes: 131_072 },
    }),
  ).toEqual([]);
});

it("unknown names are refused with the nearest known one", async () => {
  const unknown: [object, string][] = [
    [
      { limits: { sesionsPerPerson: 5 } },
      "limits.sesionsPerPerson is not known; do you mean limits.sessionsPerPerson?",
    ],
    [{ trustedproxies: [] }, "trustedproxies is not known; do you mean trustedProxies?"],
    [{ "trusted-proxies": [] }, "trusted-proxies is not known; do you mean trustedProxies?"],
    [
      { limits: { CONNECTIONS_PER_IP: 1 } },
      "limits.CONNECTIONS_PER_IP is not known; do you mean limits.connectionsPerIp?",
    ],
    [{ prot: 1 }, "prot is not known; do you mean port?"],
    [{ sessionsPerPerson: 5 }, "sessionsPerPerson is not known; do you mean limits.sessionsPerPerson?"],
    [{ limit: {} }, "limit is not known; do you mean limits?"],
    [
      { identity: { jwt: { ...JWT, isuer: "x" } } },
      "identity.jwt.isuer is not known; do you mean identity.jwt.issuer?",
    ],
    [{ limits: { rates: { raed: {} } } }, "limits.rates.raed is not known; do you mean limits.rates.read?"],
    [{ [`nonsense${"x".repeat(50)}`]: 1 }, "Remove it"],
    [JSON.parse('{"__proto__": {"port": 1}}') as object, "__proto__ is not known"],
    [{ constructor: 1 }, "constructor is not known"],
  ];
  for (const [options, sentence] of unknown)
    expect(problemsOf(Object.assign(Object.create(null), { data: "data" }, options))).toEqual([
      expect.stringContaining(sentence),
    ]);
  await expect(createServer({ data: ":memory:", prot: 1 } as ServerOptions).listen()).rejects.toMatchObject({
    code: "bad-config",
    message: "prot is not known; do you mean port?",
  });
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
