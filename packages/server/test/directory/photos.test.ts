import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandFrame, decode, encode } from "@livename/wire";
import { directoryGet } from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { expect, it } from "vitest";
import { connectControl } from "../../src/control/connect-control.ts";
import { PhotoCache } from "../../src/http/photo/photo-cache.ts";
import { imageType, MAX_PHOTO_BYTES, openPhotos } from "../../src/photo/photos.ts";
import { createSignedAddresses } from "../../src/signed-address/signed-addresses.ts";
import { systemClock } from "../../src/time/clock.ts";
import { ask, helloFrame, openSocket, startServer, temporaryFolder } from "../real-server.ts";

const PNG = Buffer.from("\x89PNG\r\n\x1a\nand so on", "latin1");
const JPEG = Buffer.from("\xff\xd8\xff\xe0 and so on", "latin1");

it("a photo is told by its content", () => {
  const image = (latin: string) => imageType(Buffer.from(latin, "latin1"));
  expect(imageType(PNG)).toBe("image/png");
  expect(imageType(JPEG)).toBe("image/jpeg");
  expect(image("RIFF\0\0\0\0WEBPVP8 ")).toBe("image/webp");
  expect(image("\0\0\0\x1cftypavif\0\0\0\0avifmif1")).toBe("image/avif");
  expect(image("\0\0\0\x1cftypmif1\0\0\0\0mif1avif")).toBe("image/avif");
  for (const other of ["", "GIF89a", "<svg xmlns", "<script>", "RIFF\0\0\0\0WAVE", "\0\0\0\x1cftypheic\0\0\0\0heic"])
    expect(image(other)).toBeUndefined();
});

it("W13: a photo is on the card, is served with its type, and changes with its ETag and address", async () => {
  const data = temporaryFolder();
  const server = await startServer({ data });
  const control = (await connectControl(join(data, "control.sock")))!;
  const amy = server.people.resolve("default", "amy@example.com")!;
  const { ws, messages } = await openSocket(server.url);
  ws.send(helloFrame("demo:mike"));
  let id = 1;
  const KEPT = expect.stringMatching(/^private, max-age=\d+, immutable$/);
  const photoOnCard = async () => {
    const command = ++id;
    ws.send(commandFrame(command, directoryGet.method, encode(directoryGet.write, { people: [amy.id] })));
    const reply = () => messages.find(({ replyTo }) => replyTo === command);
    await expect.poll(reply).toBeDefined();
    return decode(directoryGet.read, reply()!.payload).results[0]!.person!.photo;
  };
  expect(await photoOnCard()).toBe("");

  await control.setPhoto("amy@example.com", PNG);
  const first = await photoOnCard();
  expect(first).toMatch(new RegExp(`^/v1/photo/${amy.id}\\?v=\\w+&until=\\w+&signature=[\\w-]{22}$`));
  const answer = await ask(server, "GET", first);
  expect([answer.status, answer.headers]).toMatchObject([
    200,
    {
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "cache-control": KEPT,
      "cross-origin-resource-policy": "cross-origin",
      "content-security-policy": "default-src 'none'; sandbox",
    },
  ]);
  const seconds = Number(/\d+/.exec(String(answer.headers["cache-control"])));
  expect(seconds).toBeGreaterThanOrEqual(12 * 3_600 - 60);
  expect(seconds).toBeLessThanOrEqual(24 * 3_600);
  // Everybody is given the same one, so that a browser keeps one photo.
  expect(await photoOnCard()).toBe(first);
  const { etag } = answer.headers as { etag: string };
  const known = await ask(server, "GET", first, { headers: { "if-none-match": etag } });
  expect([known.status, known.headers.etag, known.headers["cache-control"], known.body]).toEqual([304, etag, KEPT, ""]);
  const head = await ask(server, "HEAD", first);
  expect([head.status, head.headers["content-length"], head.headers.etag, head.body]).toEqual([
    200,
    String(PNG.length),
    etag,
    "",
  ]);
  // Whoever has no address of it learns nothing, not even whether there is one.
  const closed = [
    first.replace(/\?.*/, ""),
    first.replace(/&signature=.*/, ""),
    first.replace(amy.id, "nobody"),
    "/v1/photo/none",
  ];
  for (const path of closed) {
    const { status, headers, body } = await ask(server, "GET", path);
    expect([path, status, headers["cache-control"], headers["access-control-allow-origin"]]).toEqual([
      path,
      403,
      "no-store",
      "*",
    ]);
    expect(body).toMatch(/^This address of a photo has expired or is invalid/);
  }

  await control.setPhoto(amy.id, JPEG);
  expect(await photoOnCard()).not.toBe(first);
  const changed = await ask(server, "GET", first, { headers: { "if-none-match": etag } });
  // What cards gave before is no version of what it leads to now.
  const { "content-type": type, "cache-control": caching } = changed.headers;
  expect([changed.status, type, caching]).toEqual([200, "image/jpeg", "private, max-age=300, must-revalidate"]);

  await control.setActive(amy.id, false);
  expect((await ask(server, "GET", first)).status).toBe(404);
  await control.setActive(amy.id, true);
  expect((await ask(server, "GET", first)).status).toBe(200);
  expect(statSync(join(data, "keys", "addresses.key")).mode & 0o777).toBe(0o600);
  await control.erase(amy.id);
  expect((await ask(server, "GET", first)).status).toBe(404);
  expect(readdirSync(join(data, "photos"))).toEqual([]);
});

it("W13: nothing but photos is kept and served, and nothing of another folder", async () => {
  const data = temporaryFolder();
  const first = await startServer({ data });
  const { id } = first.people.resolve("default", "amy@example.com")!;
  const { id: mike } = first.people.resolve("default", "mike@example.com")!;
  await first.close();
  mkdirSync(join(data, "photos"));
  writeFileSync(join(data, "photos", mike), "<script>alert(1)</script>");
  writeFileSync(join(data, "photos", id), PNG);
  writeFileSync(join(data, "photos", "left"), PNG);
  const server = await startServer({ data });
  // Whatever an address is signed for.
  const addresses = createSignedAddresses({
    key: readFileSync(join(data, "keys", "addresses.key")),
    clock: systemClock,
  });
  const asked = async (path: string, method = "GET") =>
    (await ask(server, method, addresses.sign(`/v1/photo/${path}`))).status;
  expect(await asked(id)).toBe(200);
  expect(await asked(id, "POST")).toBe(405);
  for (const path of [mike, "left", "none", "", "..%2fcontrol.path", "%2e%2e/livename.db", `${id}/`, "__proto__"])
    expect([path, await asked(path)]).toEqual([path, 404]);

  const photos = await openPhotos(join(data, "photos"));
  await expect(photos.set("amy", Buffer.from("GIF89a"))).rejects.toMatchObject({ code: Code.INVALID });
  await expect(photos.set("../amy", PNG)).rejects.toMatchObject({ code: Code.INVALID });
  const large = Buffer.concat([PNG, Buffer.alloc(MAX_PHOTO_BYTES)]);
  await expect(photos.set("amy", large)).rejects.toMatchObject({ code: Code.TOO_LARGE });
  expect(readdirSync(join(data, "photos")).sort()).toEqual([id, mike, "left"].sort());
});

it("W13: photos are read once until they change, and no more of them are kept than fit", async () => {
  const folder = join(temporaryFolder(), "photos");
  const photos = await openPhotos(folder);
  const cache = new PhotoCache(photos, 100);
  const photo = (text: string) => Buffer.concat([PNG, Buffer.from(text.padEnd(40 - PNG.length))]);
  const body = async (person: string) => String((await cache.get(person))?.asset.body.subarray(PNG.length)).trim();
  for (const person of ["amy", "bob", "eve"]) await photos.set(person, photo(person));
  expect(await Promise.all([body("amy"), body("amy")])).toEqual(["amy", "amy"]);
  // Nobody looks at the file again.
  writeFileSync(join(folder, "amy"), photo("changed by hand"));
  expect([await body("amy"), cache.bytes]).toEqual(["amy", 40]);
  await photos.set("amy", photo("new"));
  expect([await body("amy"), cache.bytes]).toEqual(["new", 40]);
  expect([await body("bob"), await body("eve"), cache.bytes]).toEqual(["bob", "eve", 80]);
  await photos.remove("eve");
  expect([await cache.get("eve"), cache.bytes]).toEqual([undefined, 40]);
  expect((await openPhotos(folder)).versionOf("bob")).toBe(photos.versionOf("bob"));
});
