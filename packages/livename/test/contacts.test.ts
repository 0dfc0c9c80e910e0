import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, expect, it } from "vitest";
import { main } from "../src/main.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
const data = join(root, "data");
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const io = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  const code = await main(args, io);
  return { code, output: String(io.output.read() ?? ""), errors: String(io.errors.read() ?? "") };
}

function file(name: string, content: string): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

it("K12: gives a list to many, says what is given, and takes it back", async () => {
  await run(
    "people",
    "import",
    file("people.csv", "address,name\namy@example.com,Amy\nbob@example.com,Bob\n"),
    "-d",
    data,
  );
  const list = file("Help desk.csv", "address,folder\nbob@example.com,Help\n");
  expect(await run("contacts", "append", list, "--to", "everybody", "-d", data)).toMatchObject({
    code: 0,
    output: '"Help desk": 1 entry for everybody, kept in step.\n',
  });
  const once = ["--to", "person:amy@example.com", "--once", "--name", "For Amy"];
  expect(await run("contacts", "append", list, ...once, "-d", data)).toMatchObject({ code: 0 });
  const shared = await run("contacts", "shared", "list", "--json", "-d", data);
  expect(
    shared.output
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { name: string }).name),
  ).toEqual(["Help desk", "For Amy"]);
  expect(await run("contacts", "shared", "remove", "Help desk", "-d", data)).toMatchObject({ code: 0 });
  expect(await run("contacts", "shared", "remove", "Help desk", "-d", data)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('No list named "Help desk"'),
  });
});

it("K12: refuses what is unclear, and says which lines are wrong", async () => {
  const list = file("wrong.csv", "address\nnobody@example.com\n");
  for (const args of [[], ["--to", "all"], ["--to", "group:"], ["--to", "everybody", "--once", "--keep-in-step"]])
    expect(await run("contacts", "append", list, ...args, "-d", data)).toMatchObject({ code: 2 });
  expect(await run("contacts", "append", "list.xls", "--to", "everybody", "-d", data)).toMatchObject({ code: 2 });
  expect(await run("contacts", "append", list, "--to", "everybody", "-d", data)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('line 2: There is no person "nobody@example.com"'),
  });
  expect(await run("contacts", "append", list, "--to", "group:none", "-d", data)).toMatchObject({
    code: 1,
    errors: expect.stringContaining("There is no group none"),
  });
});
