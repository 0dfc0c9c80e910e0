// What README and guides show is run as it stands there, with addresses and ports of this machine in place of theirs.
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Client, connect } from "@livename/client";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type CommandServer, startCommandServer } from "../src/harness/command.ts";
import { freePort } from "../src/harness/free-port.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const run = promisify(execFile);
const page = (path: string): string => readFileSync(join(root, path), "utf8");

/** The first block of a language in a page that contains `word`, without what it is indented by. */
function block(path: string, language: string, word: string): string {
  for (const [, indent, code] of page(path).matchAll(new RegExp(`^( *)\`\`\`${language}\\n(.*?)^ *\`\`\``, "gms")))
    if (code!.includes(word)) return code!.replaceAll(new RegExp(`^${indent}`, "gm"), "");
  throw new Error(`${path} has no block in ${language} with ${word}`);
}

let server: CommandServer;
let folder: string;
let adminPort: number;
const children: ChildProcess[] = [];
const clients: Client[] = [];

beforeAll(async () => {
  // Below the repository, so that programs of the guides find the packages.
  mkdirSync(join(root, ".cache"), { recursive: true });
  folder = mkdtempSync(join(root, ".cache", "guides-"));
  mkdirSync(join(folder, "keys"));
  writeFileSync(join(folder, "keys/portal.key"), `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
  adminPort = await freePort();
  const { identity } = JSON.parse(block("docs/guides/sign-in.md", "json", '"jwt"'));
  const {
    admin: _,
    data: __,
    mark: ___,
    ...deployed
  } = JSON.parse(block("docs/guides/deploy.md", "json", '"trustedProxies"'));
  const keys = identity.jwt.keys.map((file: string) => join(folder, file));
  server = await startCommandServer({
    config: {
      ...deployed,
      mark: join(folder, "livename.mark"),
      admin: { port: adminPort },
      identity: { jwt: { ...identity.jwt, keys } },
    },
  });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const child of children.splice(0)) await end(child);
});
afterAll(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program of the guides in the folder that has `keys/portal.key`. */
async function sign(program: string, file: string, code: string, address: string): Promise<string> {
  writeFileSync(join(folder, file), code);
  return (await run(program, [file, address], { cwd: folder })).stdout.trim();
}
const nodeToken = (address: string) =>
  sign(process.execPath, "sign.mjs", block("docs/guides/sign-in.md", "js", "createHmac"), address);

async function signIn(address: string): Promise<Client> {
  const token = await nodeToken(address);
  const client = connect({ url: server.url, token: () => token });
  clients.push(client);
  await client.ready;
  return client;
}

async function end(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}

describe("the token examples of the guide", () => {
  const installed = (program: string) => spawnSync(program, ["--version"]).status === 0;
  // Debian's packages are installed before the tests (scripts/test.mjs); elsewhere they may be missing.
  const debian = existsSync("/etc/debian_version");

  it.each([
    { language: "js", word: "createHmac", program: process.execPath, file: "sign.mjs" },
    { language: "php", word: "hash_hmac", program: "php", file: "sign.php" },
    { language: "python", word: "hmac.new", program: "python3", file: "sign.py" },
  ])("$file signs in", async ({ language, word, program, file }) => {
    if (!debian && !installed(program)) {
      console.log(`skipped: ${program} is not installed, and this is no Debian on which the tests install it`);
      return;
    }
    const token = await sign(program, file, block("docs/guides/sign-in.md", language, word), "amy@example.com");
    const client = connect({ url: server.url, token: () => token });
    clients.push(client);
    expect(await client.ready).toMatchObject({ address: "amy@example.com" });
  });
});

describe("the bot of the README", () => {
  const BOT = "mike@example.com";

  /** Starts it; what it says is in `said`. */
  async function startBot(token: string): Promise<{ child: ChildProcess; said: () => string }> {
    const code = block("README.md", "js", 'kind: "bot"').replace(
      "wss://im.example.com",
      server.url.replace(/^http/, "ws"),
    );
    expect(code).toContain(`:${server.port}`);
    writeFileSync(join(folder, "bot.mjs"), code);
    const child = spawn(process.execPath, ["bot.mjs"], {
      cwd: folder,
      env: { ...process.env, IM_TOKEN: token },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let said = "";
    child.stdout!.on("data", (bytes) => (said += bytes));
    child.stderr!.on("data", (bytes) => (said += bytes));
    return { child, said: () => said };
  }

  const answersTo = (messages: readonly { sender: string; text: string }[], own: string) =>
    messages.filter(({ sender }) => sender !== own).map(({ text }) => text);

  it("answers each message once: before it was started, while it runs, over its death and the server's", async () => {
    const amy = await signIn("amy@example.com");
    const own = amy.self!.id;
    const chat = await amy.conversations.open(BOT);
    const said = () => answersTo(chat.messages, own);
    await chat.send("one");
    await chat.send("two");
    const token = await nodeToken(BOT);
    const first = await startBot(token);
    await vi.waitFor(() => expect(said()).toEqual(["You said: one", "You said: two"]), 20_000);
    await chat.send("three");
    await vi.waitFor(() => expect(said().length).toBe(3), 20_000);
    await end(first.child);
    await chat.send("four");
    const second = await startBot(token);
    await vi.waitFor(() => expect(said().length).toBe(4), 20_000);
    await server.terminate();
    await server.start();
    await chat.send("five");
    await vi.waitFor(() => expect(said().length).toBe(5), 30_000);
    expect(said()).toEqual(["one", "two", "three", "four", "five"].map((text) => `You said: ${text}`));
    await end(second.child);
    // Everything is read: a third has nothing to do.
    const third = await startBot(token);
    await chat.send("six");
    await vi.waitFor(() => expect(said().length).toBe(6), 20_000);
    expect(said().at(-1)).toBe("You said: six");
    expect(first.said() + third.said()).toBe("");
  });

  it("says that an answer is too long, and goes on", async () => {
    const amy = await signIn("amy@example.com");
    const chat = await amy.conversations.open("hannah@example.com");
    const { child, said } = await startBot(await nodeToken("hannah@example.com"));
    await chat.send("x".repeat(8_000));
    await vi.waitFor(() => expect(said()).toContain("at most 8000 characters"), 20_000);
    await chat.send("short");
    await vi.waitFor(() => expect(answersTo(chat.messages, amy.self!.id)).toEqual(["You said: short"]), 20_000);
    expect(child.exitCode).toBeNull();
  });

  it("says that its token has expired, and ends", async () => {
    const code = block("docs/guides/sign-in.md", "js", "createHmac").replace("+ 15 * 60", "- 15 * 60");
    const { child, said } = await startBot(await sign(process.execPath, "expired.mjs", code, BOT));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    expect(await ended).toBe(1);
    expect(said()).toContain("expired");
  });
});

describe("the lines of the guides", () => {
  it("ask for health and metrics with curl", async () => {
    const lines = block("docs/guides/deploy.md", "sh", "curl").trim().split("\n");
    expect(lines.length).toBe(2);
    const answers: string[] = [];
    for (const line of lines) {
      const here = line
        .replace("https://im.example.com", server.url)
        .replace("http://127.0.0.1:9090", `http://127.0.0.1:${adminPort}`);
      answers.push((await run("sh", ["-c", `${here} --silent`])).stdout);
    }
    expect(JSON.parse(answers[0]!)).toEqual({ status: "ok" });
    expect(answers[1]).toContain("livename_sessions");
  });

  it.each([
    ["docs/guides/deploy.md", '"trustedProxies"'],
    ["docs/guides/places.md", "placeGrants"],
    ["docs/reference/configuration.md", "{"],
  ])("the configuration in %s is one", async (path, word) => {
    const config = JSON.parse(block(path, "json", word));
    const file = join(folder, "livename.json");
    writeFileSync(file, JSON.stringify({ ...config, data: join(folder, "data") }));
    // Key files that an example names are the administrator's to make.
    for (const [, key] of JSON.stringify(config).matchAll(/"([^"]+\.key)"/g)) {
      mkdirSync(join(folder, key!, ".."), { recursive: true });
      writeFileSync(join(folder, key!), `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    }
    const bin = join(root, "packages/livename/bin/livename.mjs");
    const { stdout, stderr } = await run(process.execPath, [bin, "check", "--config", file], { cwd: folder }).catch(
      (error) => error,
    );
    expect(`${stdout}${stderr}`).not.toMatch(/livename: /);
  });
});
