import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../test/real-server.ts";
import { AssetCache } from "./asset-cache.ts";

it("W7, W9: a file is read and compressed once, however many ask at once, until it changes", async () => {
  const path = join(temporaryFolder(), "page.html");
  writeFileSync(path, "one ".repeat(1_000));
  const cache = new AssetCache();
  const [first, second] = await Promise.all([cache.get(path), cache.get(path)]);
  expect(second).toBe(first);
  expect(gunzipSync(first.gzip!).toString()).toBe("one ".repeat(1_000));
  expect(await cache.get(path)).toBe(first);
  writeFileSync(path, "two");
  const changed = await cache.get(path);
  expect([changed.body.toString(), changed.gzip]).toEqual(["two", undefined]);
  expect(changed.etag).not.toBe(first.etag);
  rmSync(path);
  await expect(cache.get(path)).rejects.toMatchObject({ code: "ENOENT" });
});

it("W9: the memory for files is bounded, and those asked for last are kept", async () => {
  const folder = temporaryFolder();
  const [a, b, c] = ["a", "b", "c"].map((name) => join(folder, `${name}.png`)) as [string, string, string];
  for (const path of [a, b, c]) writeFileSync(path, Buffer.alloc(400));
  const cache = new AssetCache(1_000);
  const first = await cache.get(a);
  await cache.get(b);
  expect(await cache.get(a)).toBe(first);
  await cache.get(c);
  expect(cache.size).toBe(2);
  expect(await cache.get(a)).toBe(first);
});

it("W9: whoever waits for a file gets it, though others push it out meanwhile", async () => {
  const folder = temporaryFolder();
  const paths = Array.from({ length: 20 }, (_, number) => join(folder, `${number}.png`));
  for (const path of paths) writeFileSync(path, Buffer.alloc(400, path));
  const cache = new AssetCache(1_000);
  const assets = await Promise.all(paths.map((path) => cache.get(path)));
  expect(assets.map(({ body }) => body)).toEqual(paths.map((path) => Buffer.alloc(400, path)));
  expect(cache.size).toBe(2);
});
