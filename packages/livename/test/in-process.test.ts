import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { openStore, systemClock } from "@livename/server/internal";
import { decodeJwt } from "jose";
import { afterAll, describe, expect, it } from "vitest";
import { readArguments } from "../src/arguments.ts";
import { UsageError } from "../src/command.ts";
import { readConfig } from "../src/config-file.ts";
import { main } from "../src/main.ts";
import { serverConfig } from "../src/server-flags.ts";

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

describe("what was called wrongly", () => {
  it("is named with the nearest option or command that is known", async () => {
    for (const [args, sentence] of [
      [["serve", "--prot", "1"], "There is no option --prot; do you mean --port? See livename serve --help."],
      [
        ["people", "list", "--dtaa=x"],
        "There is no option --dtaa; do you mean --data? See livename people list --help.",
      ],
      [
        ["people", "list", "--nothing-like-it"],
        "There is no option --nothing-like-it. See livename people list --help.",
      ],
      [["serve", "--config"], "Option '-c, --config <value>' argument missing. See livename serve --help."],
      [["people", "list", "--json=1"], "Option '--json' does not take an argument. See livename people list --help."],
      [["people", "lsit"], 'There is no command "people lsit"; do you mean "people list"? See livename --help.'],
      [["poeple"], 'There is no command "poeple"; do you mean "people"? See livename --help.'],
      [["xyzzy", "now"], 'There is no command "xyzzy now". See livename --help.'],
      [
        ["contacts"],
        'The command "contacts" is not complete. It may be: contacts append, contacts shared. See livename contacts --help.',
      ],
    ] as const)
      expect(await run(...args)).toEqual({ code: 2, output: "", errors: `livename: ${sentence}\n` });
  });

  it("shows the commands that begin with the words, for help", async () => {
    const { code, output } = await run("contacts", "--help");
    expect({ code, lines: output.split("\n").filter((line) => line.startsWith("  ")).length }).toEqual({
      code: 0,
      lines: 3,
    });
  });

  it("is no fault of Livename when a person or group is not there", async () => {
    const data = join(root, "conflicts");
    await run("people", "add", "amy@example.com", "--name", "Amy", "--data", data);
    await run("people", "add", "bob@example.com", "--name", "Bob", "--data", data);
    expect(await run("groups", "set", "sales", "amy@example.com", "nobody@example.com", "--data", data)).toEqual({
      code: 1,
      output: "",
      errors: 'livename: There is no person and no group "nobody@example.com".\n',
    });
    const both = await run(
      "people",
      "add",
      "amy@example.com",
      "--other",
      "bob@example.com",
      "--name",
      "A",
      "--data",
      data,
    );
    expect(both).toMatchObject({ code: 1, output: "", errors: expect.not.stringContaining("Please report") });
  });
});

describe("what a file says", () => {
  it("reaches the terminal without anything that a terminal obeys", async () => {
    const file = join(root, "escapes.csv");
    const data = join(root, "escapes");
    writeFileSync(file, "name,e-mail,\u001b]0;title\u0007\u202e\nAmy,amy@example.com,\n");
    expect(await run("people", "import", file, "--data", data)).toMatchObject({
      code: 0,
      output: "1 added, 0 changed, 0 unchanged.\nNot used: \\u001b]0;title\\u0007\\u202e.\n",
    });
    writeFileSync(file, "name,e-mail\nAmy,\u001b[2Kamy\n");
    const { errors } = await run("people", "import", file, "--data", data);
    expect(errors).toBe('livename: line 2: "\\u001b[2Kamy" is no address. Write it like amy@example.com.\n');
  });
});

describe("status", () => {
  it("does not say that no server runs, since it only knows that none answers", async () => {
    expect(await run("status", "--data", join(root, "silent"))).toMatchObject({
      code: 1,
      errors: expect.stringContaining("No server answers on"),
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
    for (const port of ["", "-1", "1.5", "80a", "0x50"])
      expect(() => serverConfig({ port })).toThrow(new UsageError("--port must be a whole number."));
  });

  it("set any option by its name", () => {
    const set = ["limits.watches=10", "identity.password=false", "origins=https://a.example, https://b.example"];
    expect(serverConfig({ set })).toMatchObject({
      limits: { watches: 10 },
      identity: { password: false },
      origins: ["https://a.example", "https://b.example"],
    });
    for (const [text, sentence] of [
      ["limits.sesionsPerPerson=1", "limits.sesionsPerPerson is not known; do you mean limits.sessionsPerPerson?"],
      ["limits.watches=many", "limits.watches must be a whole number."],
      ["limits.watches", "--set is written like"],
      ["clock=1", "clock"],
    ] as const)
      expect(() => serverConfig({ set: [text] })).toThrow(sentence);
  });
});

describe("people show", () => {
  it("shows the card, and how the person signs in", async () => {
    const data = ["--data", join(root, "show")];
    await run("people", "add", "bob@example.com", "--name", "Bob Stone", ...data);
    await run(
      "people",
      "add",
      "amy@example.com",
      "--name",
      "Amy",
      "--title",
      "Chief",
      "--manager",
      "bob@example.com",
      ...data,
    );
    await run("groups", "set", "sales", "amy@example.com", "--name", "Sales", ...data);
    const { code, output } = await run("people", "show", "AMY@example.com", ...data);
    expect(code).toBe(0);
    expect(output.replace(/\w{16}/, "ID")).toBe(
      [
        "name:        Amy",
        "id:          ID",
        "addresses:   amy@example.com",
        "title:       Chief",
        "manager:     Bob Stone (bob@example.com)",
        "groups:      Sales (sales)",
        "password:    none",
        "state:       active",
        "",
      ].join("\n"),
    );
    expect(JSON.parse((await run("people", "show", "amy@example.com", "--json", ...data)).output)).toMatchObject({
      name: "Amy",
      groups: [{ id: "sales", name: "Sales" }],
      password: false,
    });
    expect(await run("people", "show", "eve@example.com", ...data)).toMatchObject({
      code: 1,
      errors: expect.stringContaining("There is no person eve@example.com"),
    });
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
    writeFileSync(key, (await run("token", "--new-key")).output, { mode: 0o600 });
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

describe("people", () => {
  it("erase leaves nothing in the data folder, and with --with-messages nothing of what they wrote", async () => {
    const folder = join(root, "erase");
    const data = ["--data", folder];
    const csv = join(root, "erase.csv");
    const cut = (texts: readonly string[]): string[] =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => join(folder, name))
        .filter((file) => statSync(file).isFile())
        .flatMap((file) => texts.filter((text) => readFileSync(file).includes(text)));
    writeFileSync(csv, "address,name\namy.marked@example.com,Amy Unmistakable\nbob@example.com,Bob\n");
    await run("people", "import", csv, ...data);
    const store = await openStore({ data: folder, clock: systemClock });
    const { id } = (await store.people.find("default", "amy.marked@example.com"))!;
    await store.conversations.append({
      ...{ community: "default", conversation: "c", members: [id, "bob"], sender: id, key: "key-0001", timeMs: 1 },
      ...{ text: "Written by hand", withheldFrom: [] },
    });
    await store.close();
    const marks = ["amy.marked", "Unmistakable", "Written by hand"];
    expect(new Set(cut(marks))).toEqual(new Set(marks));
    const erased = await run("people", "erase", "amy.marked@example.com", "--with-messages", "--yes", ...data);
    expect(erased).toEqual({ code: 0, output: "Amy Unmistakable is erased.\n", errors: "" });
    expect(cut(marks)).toEqual([]);
    expect((await run("people", "deactivate", "bob@example.com", "--with-messages", ...data)).code).toBe(2);
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
    expect(shown.output).toMatch(
      /^all\tAll\t1 people\t1 groups\n {2}\w{16}\t\w+@example\.com\t[^\n]+\n {2}sales\tSales\t\(a group\)\n$/,
    );
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
