// Why a token is refused reaches whoever can mend it, as the server says it: `ready`, `state`, listeners, the console
// of a bot, and the server's log. Expiry is no different: it is not tried again in silence.
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestServer, type TestServer } from "@livename/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { type Client, type ClientState, connect, type LivenameError } from "../src/index.ts";

const ISSUER = "https://portal.example.com";
const secret = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), "livename-refusals-"));
const logged: string[] = [];
let server: TestServer;
let warned: string[];
const open: Client[] = [];

const nowS = (): number => Math.floor(Date.now() / 1_000);
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
function sign(claims: object, key: Buffer = secret): string {
  const good = { iss: ISSUER, aud: "livename", sub: "amy@example.com", exp: nowS() + 300 };
  const signed = `${part({ alg: "HS256" })}.${part({ ...good, ...claims })}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

beforeAll(async () => {
  const keys = [join(folder, "key")];
  writeFileSync(keys[0]!, secret.toString("base64url"), { mode: 0o600 });
  const say = (_: object, message: string): void => void logged.push(message);
  const log = { debug: () => {}, info: () => {}, warn: say, error: say };
  const identity = { jwt: { issuer: ISSUER, audience: "livename", algorithms: ["HS256" as const], keys } };
  server = await startTestServer({ people: ["amy@example.com"], log, identity });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  warned = [];
  vi.spyOn(console, "warn").mockImplementation((line: string) => void warned.push(line));
});
afterEach(() => {
  for (const client of open.splice(0)) client.close();
  vi.restoreAllMocks();
});

function begin(token: () => string): { client: Client; states: ClientState[] } {
  const client = connect({ url: server.url, token, kind: "bot" });
  open.push(client);
  const states: ClientState[] = [];
  client.on("state", (state) => states.push(state));
  return { client, states };
}

const closedWith = (states: readonly ClientState[]): LivenameError | undefined => {
  const last = states.at(-1);
  return last?.name === "closed" ? last.error : undefined;
};

it.each([
  [
    "issuer",
    () => sign({ iss: `${ISSUER}/` }),
    `The token's issuer is "${ISSUER}/", and only ${ISSUER} is accepted here.`,
  ],
  ["audience", () => sign({ aud: "other" }), `The token is for "other", not for livename.`],
  [
    "clock",
    () => sign({ nbf: nowS() + 60 }),
    "The token is not valid yet. Compare the clocks of the signing application and of this server.",
  ],
  ["unknown person", () => sign({ sub: "zoe@example.com" }), /zoe@example\.com/],
  ["key", () => sign({}, randomBytes(32)), /^The token's signature is wrong: it was changed, or signed with a key/],
  [
    "expiry",
    () => sign({ exp: nowS() - 3_600 }),
    /^The token has expired\. Get a new one from the application that signs them\./,
  ],
])("S18: a refused token is told with the server's own sentence: %s", async (_, make, sentence) => {
  const token = make();
  const { client, states } = begin(() => token);
  const error = await client.ready.then(
    () => undefined,
    (reason: LivenameError) => reason,
  );
  expect(error).toMatchObject({ name: "SignInFailed" });
  if (typeof sentence === "string") expect(error?.message).toBe(sentence);
  else expect(error?.message).toMatch(sentence);
  expect(closedWith(states)?.message).toBe(error?.message);
  const server_ = error!.message.replace(/ The token callback returned the same token again.*$/, "");
  expect(logged).toContain(`a sign-in was refused: ${server_}`);
});

it("S18: clocks that differ by a few seconds are no reason to refuse", async () => {
  const { client } = begin(() => sign({ nbf: nowS() + 4 }));
  expect(await client.ready).toMatchObject({ address: "amy@example.com" });
});

it("a bot that waits for nothing reads the reason on its console, once", async () => {
  begin(() => sign({ iss: "else" }));
  await vi.waitFor(() => expect(warned).toHaveLength(1));
  expect(warned[0]).toMatch(/^livename: The token's issuer is "else", and only/);
});

it("expired tokens that are new each time are tried again, and said once", async () => {
  let count = 0;
  const { states } = begin(() => sign({ exp: nowS() - 3_600, jti: ++count }));
  await vi.waitFor(() => expect(count).toBeGreaterThan(2), 10_000);
  expect(warned).toEqual(["livename: The token has expired. Get a new one from the application that signs them."]);
  expect(states.at(-1)).toMatchObject({ name: "reconnecting", error: { code: "token-expired" } });
});

it("S15: a bot whose token ends while it works stops with the reason, and says it", async () => {
  // The server takes it for 5 s longer: time enough to come in on a slow machine.
  const token = sign({ exp: nowS() + 1 });
  const { client, states } = begin(() => token);
  await client.ready;
  await vi.waitFor(() => expect(closedWith(states)).toBeDefined(), 20_000);
  expect(closedWith(states)).toMatchObject({ name: "SignInFailed", code: "token-expired" });
  expect(closedWith(states)?.message).toContain("The token callback returned the same token again");
  expect(warned).toEqual(["livename: The token has expired. Get a new one from the application that signs them."]);
}, 40_000);

it.each([
  ["gives nothing", () => "", "The token callback must return a string that is not empty."],
  [
    "throws",
    () => {
      throw new Error("the portal is down");
    },
    "The token callback failed: the portal is down",
  ],
])(
  "a token callback that %s is told in each state, and once in the console",
  async (_, token, sentence) => {
    const reported = vi.spyOn(console, "error").mockImplementation(() => {});
    const { states } = begin(token);
    await vi.waitFor(() => expect(states.length).toBeGreaterThan(2), 20_000);
    for (const state of states) expect(state).toMatchObject({ name: "reconnecting", error: { message: sentence } });
    expect([...warned, ...reported.mock.calls.map(([error]) => String(error))]).toHaveLength(1);
    reported.mockRestore();
  },
  40_000,
);

it("S4: a token with a line break behind it, as applications print it, is taken", async () => {
  const { client } = begin(() => `${sign({})}\n`);
  expect(await client.ready).toMatchObject({ address: "amy@example.com" });
});

it.each([
  ["a page", "<!doctype html><title>Sign in</title>", "a page of HTML"],
  ["JSON", '{"token":"a.b.c"}', "JSON"],
  ["a header", "Bearer a.b.c", 'begins with "Bearer"'],
  ["unsigned", "eyJhbGciOiJub25lIn0.e30.", "no signature"],
  ["anything else", "hello", "no JSON Web Token"],
])("S18: what is no token at all is told as what it is: %s", async (_, token, sentence) => {
  const { client } = begin(() => token);
  const error = await client.ready.then(
    () => undefined,
    (reason: LivenameError) => reason,
  );
  expect(error?.message).toContain(sentence);
  expect(error?.message).not.toContain(token);
});

it("a server that is not there is said once, with where it was looked for", async () => {
  const client = connect({ url: "http://127.0.0.1:9", token: () => "token" });
  open.push(client);
  let states = 0;
  client.on("state", () => states++);
  await vi.waitFor(() => expect(states).toBeGreaterThan(3), 15_000);
  expect(warned).toEqual([
    expect.stringMatching(
      /^livename: No connection to http:\/\/127\.0\.0\.1:9 \(.*ECONNREFUSED.*\)\. Check that the server is running\.$/,
    ),
  ]);
  expect(client.state).toMatchObject({ name: "reconnecting", error: { code: "unreachable" } });
}, 30_000);

it("an application that listens for errors hears it there, and the console stays quiet", async () => {
  const { client } = begin(() => sign({ aud: "other" }));
  const heard: unknown[] = [];
  client.on("error", (error) => heard.push(error));
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  expect(heard[0]).toMatchObject({ name: "SignInFailed", message: 'The token is for "other", not for livename.' });
  expect(warned).toEqual([]);
});
