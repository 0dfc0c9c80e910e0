import { mkdtempSync, rmSync } from "node:fs";
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
  const code = await main([...args, "-d", data], io);
  return { code, output: String(io.output.read() ?? ""), errors: String(io.errors.read() ?? "") };
}

it("D14: gives people aliases, lists them, and takes them back", async () => {
  await run("people", "add", "amy@example.com", "--name", "Amy");
  await run("people", "add", "bob@example.com", "--name", "Bob");
  expect(await run("people", "alias", "add", "amy@example.com", "Redmine", "17")).toEqual({
    code: 0,
    output: 'Amy is "17" in Redmine.\n',
    errors: "",
  });
  expect(await run("people", "alias", "add", "bob@example.com", "wiki", "User:Bob")).toMatchObject({ code: 0 });
  expect(await run("people", "alias", "add", "bob@example.com", "redmine", "17")).toMatchObject({
    code: 1,
    errors: expect.stringContaining('"17" is amy@example.com in redmine. Remove that first'),
  });
  expect(await run("people", "alias", "add", "bob@example.com", "my wiki", "x")).toMatchObject({
    code: 1,
    errors: expect.stringContaining('"my wiki" is no name of an application'),
  });
  const listed = await run("people", "alias", "list");
  expect(listed.output).toMatch(/^redmine\t17\t[0-9a-z]{16}\nwiki\tuser:bob\t[0-9a-z]{16}\n$/);
  expect((await run("people", "alias", "list", "--person", "bob@example.com", "--json")).output).toMatch(
    /^\{"application":"wiki","alias":"user:bob","person":"[0-9a-z]{16}"\}\n$/,
  );
  expect((await run("people", "alias", "list", "--application", "redmine")).output).toMatch(/^redmine\t17\t/);
  expect((await run("people", "show", "amy@example.com")).output).toContain("aliases:     redmine: 17\n");
  expect(await run("people", "alias", "remove", "redmine", "17")).toMatchObject({
    output: 'Amy is "17" in redmine no more.\n',
  });
  expect(await run("people", "alias", "remove", "redmine", "17")).toMatchObject({
    code: 1,
    errors: expect.stringContaining('Nobody is "17" in redmine'),
  });
});
