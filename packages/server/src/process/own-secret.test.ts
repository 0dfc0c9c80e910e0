import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ownSecret } from "./own-secret.ts";

it("W15: a secret of the server's own is made once, and its owner's alone", () => {
  const data = mkdtempSync(join(tmpdir(), "livename-secret-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  const folder = join(data, "keys");
  const secret = ownSecret(folder, "devices");
  expect(secret).toHaveLength(32);
  expect(ownSecret(folder, "devices")).toEqual(secret);
  expect(ownSecret(folder, "others")).not.toEqual(secret);
  if (process.platform !== "win32")
    expect([folder, join(folder, "devices.key")].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
  expect(existsSync(join(folder, "devices.key.new"))).toBe(false);
  // What a full disk left of it is no secret.
  writeFileSync(join(folder, "devices.key"), "short");
  const next = ownSecret(folder, "devices");
  expect(next).toHaveLength(32);
  expect(ownSecret(folder, "devices")).toEqual(next);
});
