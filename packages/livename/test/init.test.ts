import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { problemsOf } from "@livename/server/internal";
import { decodeJwt } from "jose";
import { afterAll, expect, it } from "vitest";
import { readConfig } from "../src/config-file.ts";
import { main } from "../src/main.ts";
import { unitText } from "../src/unit-file.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const io = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  const code = await main(args, io);
  return { code, output: String(io.output.read() ?? ""), errors: String(io.errors.read() ?? "") };
}

it("writes a configuration that is good, a key that only its owner reads, and a unit", async () => {
  const folder = join(root, "new folder");
  const { code, output, errors } = await run("init", folder, "--issuer", "portal", "--user", "livename");
  expect([code, errors]).toEqual([0, ""]);
  expect(readdirSync(folder).sort()).toEqual(["data", "livename.json", "livename.service", "mark", "token.key"]);
  expect(statSync(join(folder, "token.key")).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700);
  const config = join(folder, "livename.json");
  expect(problemsOf(readConfig(config))).toEqual([]);
  expect((await run("check", "--config", config, "--port", "0")).output).toContain("Nothing is wrong.");
  const token = await run("token", "amy@example.com", "--config", config);
  expect(decodeJwt(token.output.trim())).toMatchObject({ iss: "portal", aud: "livename", sub: "amy@example.com" });
  const unit = readFileSync(join(folder, "livename.service"), "utf8");
  expect(unit).toMatch(/^ExecStart=\S+ \S+ serve --config "[^"]+"$/m);
  expect(unit).toContain(`ReadWritePaths="${folder}/data" "${folder}/mark"`);
  // Each line that it says to type names the file where it is.
  expect(output).toContain(`livename serve --config '${config}'`);
  expect(output).toContain("sudo systemctl enable --now livename");
});

it("overwrites nothing, and leaves nothing half done", async () => {
  const folder = join(root, "taken");
  mkdirSync(folder);
  writeFileSync(join(folder, "token.key"), "mine");
  expect(await run("init", folder)).toMatchObject({ code: 1, errors: expect.stringContaining("is there already") });
  expect(readFileSync(join(folder, "token.key"), "utf8")).toBe("mine");
  expect(existsSync(join(folder, "livename.json"))).toBe(false);
});

it("writes no line into the unit that somebody smuggled in", async () => {
  expect(await run("init", join(root, "a\nExecStartPre=evil"))).toMatchObject({ code: 2 });
  expect(await run("init", join(root, "b"), "--user", "x\nExecStartPre=evil")).toMatchObject({ code: 2 });
  const odd = { user: "a", data: '/a b%h"$x', mark: "/mark", config: "/c", command: ["/bin/l$x"] };
  expect(unitText(odd)).toContain('ReadWritePaths="/a b%%h\\"$x" /mark\n');
  expect(unitText(odd)).toContain("ExecStart=/bin/l$$x serve --config /c\n");
});

it("the unit of the guide is what init writes", () => {
  const guide = readFileSync(new URL("../../../docs/guides/deploy/livename.service", import.meta.url), "utf8");
  const options = {
    user: "livename",
    data: "/var/lib/livename",
    mark: "/var/lib/livename-mark",
    config: "/etc/livename/livename.json",
    command: ["/usr/bin/livename"],
  };
  expect(unitText(options)).toBe(guide);
  expect(unitText({ ...options, config: "/home/amy/livename.json" })).toContain("ProtectHome=read-only\n");
});
