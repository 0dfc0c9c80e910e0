import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { decodeJwt } from "jose";
import { afterAll, describe, expect, it } from "vitest";
import { portNumber, readArguments } from "../src/arguments.ts";
import { UsageError } from "../src/command.ts";
import { readConfig } from "../src/config-file.ts";
import { main } from "../src/main.ts";
import { serverConfig } from "../src/serve.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const io = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  const code = await main(args, io);
  return { code, output: String(io.output.read() ?? ""), errors: String(io.errors.read() ?? "") };
}

describe("exit codes", () => {
  it("tell what could not be done (1) from what was called wrongly (2)", async () => {
    expect(await run("people", "list", "--data", join(root, "absent"))).toMatchObject({ code: 1 });
    expect(await run("people", "list", "--absent")).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^livename: .* See livename people list --help\.\n$/),
    });
    expect(await run()).toMatchObject({ code: 2, output: expect.stringContaining("Usage:") });
    expect(await run("help", "people", "import")).toMatchObject({
      code: 0,
      output: expect.stringContaining("Usage: livename people import FILE"),
    });
  });
});

describe("a configuration file", () => {
  it("is read with its paths relative to it, and what the command line says goes before it", () => {
    const file = join(root, "livename.json");
    const jwt = { issuer: "i", audience: "a", algorithms: ["HS256"], keys: ["keys/a", "/etc/b"] };
    const content = {
      data: "data",
      port: 1,
      origins: ["https://a.example"],
      tls: { cert: "c.pem", key: "k.pem" },
      web: "web",
      site: "site",
      identity: { jwt },
    };
    writeFileSync(file, `\uFEFF${JSON.stringify(content)}`);
    expect(readConfig(file)).toEqual({
      ...content,
      data: join(root, "data"),
      tls: { cert: join(root, "c.pem"), key: join(root, "k.pem") },
      web: join(root, "web"),
      site: join(root, "site"),
      identity: { jwt: { ...jwt, keys: [join(root, "keys/a"), "/etc/b"] } },
    });
    const values = { config: file, data: "./other", port: "2", demo: true, "allow-origin": ["https://b.example"] };
    expect(serverConfig(values)).toMatchObject({
      data: "./other",
      port: 2,
      origins: ["https://a.example", "https://b.example"],
      identity: { demo: true, jwt: { issuer: "i" } },
    });
    expect(readConfig(undefined)).toEqual({});
    writeFileSync(file, "[]");
    expect(() => readConfig(file)).toThrow("must be a JSON object");
  });

  it("may keep nothing", () => {
    const file = join(root, "memory.json");
    writeFileSync(file, '{ "data": ":memory:" }');
    expect(serverConfig({ config: file }).data).toBe(":memory:");
  });
});

describe("arguments", () => {
  it("are counted and named", () => {
    expect(readArguments(["a"], {}, ["file"]).positionals).toEqual(["a"]);
    expect(() => readArguments([], {}, ["file"])).toThrow(new UsageError("The file is missing."));
    expect(() => readArguments(["a", "b"], {}, ["file"])).toThrow('"b" is one argument too many.');
    expect(portNumber("0")).toBe(0);
    for (const text of ["", "-1", "1.5", "65536", "80a", "0x50"]) expect(() => portNumber(text)).toThrow("is no port");
  });
});

describe("token", () => {
  it.each([
    ["30s", 30],
    ["15m", 900],
    ["12h", 43_200],
    ["90d", 7_776_000],
  ])("--expires %s is %d seconds", async (text, seconds) => {
    const key = join(root, "key");
    writeFileSync(key, (await run("token", "--new-key")).output);
    const { code, output } = await run(
      "token",
      "amy@example.com",
      "--key",
      key,
      "--issuer",
      "i",
      "--audience",
      "a",
      "--expires",
      text,
    );
    const { iat, exp } = decodeJwt(output.trim());
    expect([code, exp! - iat!]).toEqual([0, seconds]);
  });

  it("--expires refuses what is no time", async () => {
    const key = join(root, "key");
    for (const text of ["", "1", "0h", "h", "1w", "-1h"])
      expect(
        await run("token", "a@b", "--key", key, "--issuer", "i", "--audience", "a", `--expires=${text}`),
      ).toMatchObject({ code: 2 });
  });
});

describe("groups", () => {
  it("are imported, shown, changed and removed", async () => {
    const data = ["--data", join(root, "groups")];
    const people = join(root, "group-people.csv");
    writeFileSync(people, "address,name\namy@example.com,Amy\nbob@example.com,Bob\n");
    await run("people", "import", people, ...data);
    const file = join(root, "groups.csv");
    writeFileSync(file, "group,name,member\nsales,Sales,amy@example.com\n");
    const imported = { code: 0, output: "1 added, 0 changed, 0 unchanged.\n", errors: "" };
    expect(await run("groups", "import", file, ...data)).toEqual(imported);
    writeFileSync(file, "group,name,member\nchiefs,,amy@example.com\nsales,,eve@example.com\n");
    expect(await run("groups", "import", file, ...data)).toMatchObject({
      code: 1,
      errors: 'livename: line 3: There is no person and no group "eve@example.com".\n',
    });

    expect((await run("groups", "set", "all", "sales", "bob@example.com", "--name", "All", ...data)).output).toBe(
      "all\tAll\t1 people\t1 groups\n",
    );
    expect((await run("groups", "list", ...data)).output).toBe(
      "all\tAll\t1 people\t1 groups\nsales\tSales\t1 people\n",
    );
    expect((await run("groups", "add", "sales", "bob@example.com", ...data)).output).toContain("2 people");
    const { output } = await run("groups", "remove", "sales", "amy@example.com", ...data);
    expect(output).toBe("sales\tSales\t1 people\n");
    const shown = await run("groups", "show", "all", ...data);
    expect(shown.output).toMatch(/^all\tAll\t1 people\t1 groups\n {2}\w{16}\n {2}sales \(a group\)\n$/);
    // Without a name the group keeps its own.
    expect((await run("groups", "set", "all", "bob@example.com", ...data)).output).toBe("all\tAll\t1 people\n");
    expect((await run("groups", "remove", "all", ...data)).output).toBe("All is removed.\n");
    expect(await run("groups", "show", "all", ...data)).toMatchObject({
      code: 1,
      errors: expect.stringContaining("There is no group all"),
    });
    expect(await run("groups", "add", "sales", ...data)).toMatchObject({ code: 2 });
    expect(await run("groups", "import", "groups.pdf", ...data)).toMatchObject({ code: 2 });
  });
});

describe("the entry point", () => {
  it.each([
    ["20.20.0", false],
    ["22.12.0", false],
    ["22.13.0", true],
    ["24.0.0", true],
  ])("on Node %s starts: %s", (version, starts) => {
    const bin = fileURLToPath(new URL("../bin/livename.mjs", import.meta.url));
    // The version is told before the entry point asks for it.
    const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`, bin, "--version"],
      { encoding: "utf8" },
    );
    expect([status, stdout !== "", stderr.includes("needs Node 22.13 or newer")]).toEqual([
      starts ? 0 : 1,
      starts,
      !starts,
    ]);
  });
});
