// The command as it is installed: a process of its own. It runs what was built.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeJwt } from "jose";
import { afterAll, afterEach, describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../bin/livename.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "livename-test-"));
const children = new Set<ChildProcess>();
let count = 0;
const folder = (): string => join(root, `data-${count++}`);

afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(root, name);
  // As a key is kept; the command says so of one that others may read.
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

const PEOPLE = file("people.csv", "address,name\namy@example.com,Amy\nbob@example.com,Bob\n");

interface Result {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function start(args: readonly string[]): {
  child: ChildProcess;
  result: Promise<Result>;
  until(text: string): Promise<void>;
} {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: root, stdio: "pipe" });
  children.add(child);
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const result = new Promise<Result>((resolve) => {
    child.once("close", (code) => {
      children.delete(child);
      resolve({ code, output, errors });
    });
  });
  return {
    child,
    result,
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.includes(text)) resolve();
        };
        child.stdout.on("data", look);
        child.once("close", () => reject(new Error(`It ended before it said "${text}": ${output}${errors}`)));
        look();
      }),
  };
}

function run(args: readonly string[], input = ""): Promise<Result> {
  const { child, result } = start(args);
  child.stdin!.end(input);
  return result;
}

async function serve(...args: string[]): Promise<ReturnType<typeof start>> {
  const server = start(["serve", "--port", "0", ...args]);
  await server.until("Livename listens on");
  return server;
}

describe("livename", () => {
  it("explains itself, and every command does", async () => {
    const help = await run(["--help"]);
    expect(help).toMatchObject({ code: 0, errors: "" });
    const commands = [...help.output.matchAll(/^ {2}((?:people )?[a-z]+) /gm)].map(([, name]) => name!);
    expect(commands).toEqual(expect.arrayContaining(["serve", "check", "people import", "token", "backup", "restore"]));
    const helps = await Promise.all(commands.slice(0, 4).map((name) => run([...name.split(" "), "--help"])));
    for (const [i, { code, output }] of helps.entries()) {
      expect(code).toBe(0);
      expect(output).toContain(`Usage: livename ${commands[i]}`);
    }
    expect((await run(["--version"])).output).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("says in a sentence how it was called wrongly, with exit code 2", async () => {
    for (const [args, sentence] of [
      [["nonsense"], 'There is no command "nonsense"'],
      [["people", "erase"], "The person is missing"],
      [["people", "list", "--nonsense"], "--nonsense"],
      [["serve", "--port", "many"], "--port must be a whole number"],
      [["people", "add", "a@b"], "--name"],
      [["people", "import", "people.pdf"], "--format"],
      [["token", "amy@example.com"], "Issuer and audience are missing"],
    ] as const) {
      const { code, output, errors } = await run(args);
      expect({ args, code, output }).toEqual({ args, code: 2, output: "" });
      expect(errors).toContain(sentence);
      expect(errors.trim().split("\n")).toHaveLength(1);
    }
  });
});

describe("people", () => {
  it("are imported, listed, changed and erased without a server", async () => {
    const data = folder();
    expect(await run(["people", "import", PEOPLE, "--data", data])).toEqual({
      code: 0,
      output: "2 added, 0 changed, 0 unchanged.\n",
      errors: "",
    });
    expect(
      await run(
        ["people", "import", "-", "--format", "csv", "--data", data],
        "address,name\namy@example.com,Amy Currie\n",
      ),
    ).toMatchObject({ output: "0 added, 1 changed, 0 unchanged.\n" });
    expect(await run(["people", "password", "amy@example.com", "--data", data], "four blue boats\n")).toMatchObject({
      code: 0,
      output: "Amy Currie has a new password.\n",
    });
    expect(await run(["people", "password", "amy@example.com", "--data", data], "\n")).toMatchObject({
      code: 1,
      errors: expect.stringContaining("at least 10 characters"),
    });
    expect(await run(["people", "deactivate", "bob@example.com", "--data", data])).toMatchObject({
      code: 0,
      output: "Bob is deactivated.\n",
    });
    expect(
      (await run(["people", "list", "--data", data])).output
        .trim()
        .split("\n")
        .sort((a, b) => (a.slice(17) < b.slice(17) ? -1 : 1)),
    ).toEqual([
      expect.stringMatching(/^[0-9a-z]{16}\tamy@example\.com\tAmy Currie$/),
      expect.stringMatching(/^[0-9a-z]{16}\tbob@example\.com\tBob\t\(deactivated\)$/),
    ]);
    const png = file("amy.png", "");
    writeFileSync(png, Buffer.from("\x89PNG\r\n\x1a\n", "latin1"));
    expect(await run(["people", "photo", "amy@example.com", png, "--data", data])).toMatchObject({
      code: 0,
      output: "Amy Currie has a photo.\n",
    });
    expect(await run(["people", "photo", "amy@example.com", PEOPLE, "--data", data])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("is not a photo"),
    });
    expect(await run(["people", "erase", "bob@example.com", "--data", data], "yes\n")).toMatchObject({
      code: 2,
      errors: expect.stringContaining("Give --yes"),
    });
    expect(await run(["people", "erase", "bob@example.com", "--yes", "--data", data])).toEqual({
      code: 0,
      output: "Bob is erased.\n",
      errors: "",
    });
    expect(await run(["people", "erase", "bob@example.com", "--yes", "--data", data])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("no person bob@example.com"),
    });
  });

  // Other systems have a "script" with other options.
  it.skipIf(process.platform !== "linux")(
    "erase asks on a terminal, and takes nothing but yes",
    async () => {
      const data = folder();
      await run(["people", "import", PEOPLE, "--data", data]);
      const erase = [BIN, "people", "erase", "bob@example.com", "--data", data];
      const onTerminal = (answer: string): string => {
        // util-linux' "script" gives the command a terminal of its own.
        const line = [process.execPath, ...erase].map((word) => `'${word}'`).join(" ");
        const { stdout } = spawnSync("script", ["-qec", line, "/dev/null"], { input: `${answer}\n`, encoding: "utf8" });
        return stdout;
      };
      const no = onTerminal("no");
      expect(no).toContain("Erase Bob (bob@example.com) for good?");
      expect(no).toContain("Nothing was changed.");
      expect(onTerminal("yes")).toContain("Bob is erased.");
      expect((await run(["people", "list", "--data", data])).output).not.toContain("bob@");
    },
    120_000,
  );

  // Other systems have no /dev/full.
  it.skipIf(process.platform !== "linux")(
    "are listed into a pipe that is closed early, and a full disk is said",
    async () => {
      const data = folder();
      const many = Array.from({ length: 5_000 }, (_, i) => `p${i}@example.com,Person ${i}`).join("\n");
      await run(["people", "import", file("many.csv", `address,name\n${many}\n`), "--data", data]);
      const list = `'${process.execPath}' '${BIN}' people list --data '${data}'`;
      const shell = (line: string) => spawnSync("bash", ["-o", "pipefail", "-c", line], { encoding: "utf8" });
      expect(shell(`${list} | head -n 1`)).toMatchObject({
        status: 0,
        stderr: "",
        stdout: expect.stringContaining("Person"),
      });
      expect(shell(`${list} 2>&1 >/dev/full`)).toMatchObject({
        status: 1,
        stdout: "livename: The output cannot be written: the disk is full.\n",
      });
    },
    120_000,
  );

  it("of a broken file are not imported; every problem is shown with its line", async () => {
    const data = folder();
    const { code, errors } = await run([
      "people",
      "import",
      file("bad.csv", "address,name\nx,X\namy@example.com,\n"),
      "--data",
      data,
    ]);
    expect(code).toBe(1);
    expect(errors).toMatch(/line 2: "x" is no address.*\nline 3: The person has no name\./);
    expect(await run(["people", "import", join(root, "absent.csv"), "--data", data])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("cannot be read"),
    });
    expect(await run(["people", "list", "--data", folder()])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("There is no data folder"),
    });
  });
});

describe("serve", () => {
  it("runs until SIGTERM, and meanwhile the other commands reach it", async () => {
    const data = folder();
    const server = await serve("--data", data);
    expect(await run(["people", "import", PEOPLE, "--data", data])).toMatchObject({
      code: 0,
      output: "2 added, 0 changed, 0 unchanged.\n",
    });
    expect(await run(["status", "--data", data])).toMatchObject({
      code: 0,
      output: expect.stringContaining("sessions: 0"),
    });
    const backup = join(root, "backup.db");
    expect(await run(["backup", backup, "--data", data])).toMatchObject({ code: 0 });
    expect(await run(["serve", "--port", "0", "--data", data])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("Another Livename server uses this data folder"),
    });

    server.child.kill("SIGTERM");
    expect(await server.result).toMatchObject({ code: 0 });
    expect(existsSync(join(data, "control.sock"))).toBe(false);
    expect(await run(["status", "--data", data])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("No server answers"),
    });

    const restored = folder();
    expect(await run(["restore", backup, "--data", restored])).toMatchObject({ code: 0 });
    expect((await run(["people", "list", "--data", restored])).output).toContain("amy@example.com");
    expect(await run(["restore", backup, "--data", restored])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("holds data already"),
    });
  });

  it("comes up again after SIGKILL, over what was left", async () => {
    const data = folder();
    const first = await serve("--data", data);
    first.child.kill("SIGKILL");
    await first.result;
    expect(existsSync(join(data, "control.sock"))).toBe(true);
    expect(await run(["people", "import", PEOPLE, "--data", data])).toMatchObject({ code: 0 });
    const second = await serve("--data", data);
    expect(await run(["status", "--data", data])).toMatchObject({ code: 0 });
    second.child.kill("SIGINT");
    expect(await second.result).toMatchObject({ code: 0 });
  });
});

describe("token", () => {
  it("makes a key, and signs with it as the configuration says", async () => {
    const { output } = await run(["token", "--new-key"]);
    file("key", output);
    const jwt = { issuer: "portal", audience: "livename", algorithms: ["HS256"], keys: ["key"] };
    const config = file("token.json", JSON.stringify({ data: "d", identity: { jwt } }));
    const signed = await run(["token", "amy@example.com", "--config", config, "--expires", "2h"]);
    expect(signed).toMatchObject({ code: 0, errors: "" });
    const { iat, exp, ...claims } = decodeJwt(signed.output.trim());
    expect(claims).toEqual({ sub: "amy@example.com", iss: "portal", aud: "livename" });
    expect(exp! - iat!).toBe(7_200);
    const weak = file("weak", "c2hvcnQ");
    expect(await run(["token", "a@b", "--key", weak, "--issuer", "i", "--audience", "a"])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("at least 32 random bytes"),
    });
  });
});

describe("check", () => {
  it("finds nothing wrong with a good configuration", async () => {
    const config = file("good.json", JSON.stringify({ data: "fresh", port: 0 }));
    expect(await run(["check", "--config", config])).toMatchObject({
      code: 0,
      output: expect.stringContaining("Nothing is wrong."),
    });
    expect(existsSync(join(root, "fresh"))).toBe(false);
  });

  it("says of each part what is wrong with it", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, "127.0.0.1", () => resolve((taken.address() as { port: number }).port));
    });
    const jwt = { issuer: "i", audience: "a", algorithms: ["HS256", "ES256"], keys: ["weak-key"] };
    file("weak-key", "c2hvcnQ");
    file("cert.pem", "nonsense");
    const wrong = {
      data: "people.csv",
      port,
      tls: { cert: "cert.pem", key: "weak-key" },
      site: "absent",
      identity: { jwt },
    };
    const { code, output } = await run(["check", "--config", file("wrong.json", JSON.stringify(wrong))]);
    taken.close();
    expect(code).toBe(1);
    expect(output).toMatch(/^wrong {2}options: .*site: there is no folder/m);
    expect(output).toMatch(/^wrong {2}data folder: .*is a file\. Name a folder\./m);
    expect(output).toMatch(/^wrong {2}certificate and key: .*cert\.pem holds no certificate in PEM/m);
    expect(output).toMatch(/^wrong {2}token keys: .*at least 32 random bytes/m);
    expect(output).toMatch(/^wrong {2}port: Port \d+ of 127\.0\.0\.1 is taken\./m);
  });

  it("says it in sentences of its own, whatever stands in the file", async () => {
    const wrong = {
      limits: { sesionsPerPerson: 5, watches: "many" },
      tls: "cert.pem",
      identity: { jwt: { keys: 7 }, demo: null },
      placeGrants: [],
      presence: { awayAfterMs: 5_000 },
      host: {},
      port: -1,
      log: 3,
    };
    const { code, output, errors } = await run(["check", "--config", file("odd.json", JSON.stringify(wrong))]);
    expect([code, errors]).toEqual([1, ""]);
    const lines = output.trim().split("\n");
    for (const sentence of [
      "limits.sesionsPerPerson is not known; do you mean limits.sessionsPerPerson?",
      "limits.watches: give a whole number from 1 to 1000000000, not a text.",
      "tls: give an object with cert, key, not a text.",
      "identity.jwt.keys: give a list of file names, not 7.",
      "identity.demo: give true or false, not null.",
      "port: give a whole number from 0 to 65535, not -1.",
    ])
      expect(lines).toContain(`wrong  options: ${sentence}`);
    expect(
      lines.some((line) => line.startsWith("wrong  options: presence.awayAfterMs: ") && line.includes("once a minute")),
    ).toBe(true);
    expect(output).not.toMatch(/invalid|expected|received|undefined|TypeError|ERR_|^\s+at /im);
  });

  it("says when the configuration cannot be read", async () => {
    expect(await run(["check", "--config", file("broken.json", "{")])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("is no JSON"),
    });
    expect(await run(["check", "--config", join(root, "absent.json")])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("cannot be read"),
    });
  });
});
