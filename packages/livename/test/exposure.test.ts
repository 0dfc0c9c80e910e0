import { generateKeyPairSync, randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Writable } from "node:stream";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { main } from "../src/main.ts";

const root = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "one-"));
});

async function run(args: string[], output: Writable = new PassThrough()) {
  const io = { input: new PassThrough(), output, errors: new PassThrough() };
  const code = await main(args, io);
  return {
    code,
    output: String(output instanceof PassThrough ? (output.read() ?? "") : ""),
    errors: String(io.errors.read() ?? ""),
  };
}

/** A file with this very mode, whatever the umask. */
function file(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

const secret = () => randomBytes(32).toString("base64url");
const oct = () => JSON.stringify({ keys: [{ kty: "oct", alg: "HS256", k: secret() }] });

// Modes mean nothing there.
describe.skipIf(process.platform === "win32")("secrets that others may read", () => {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });

  async function check(config: object, mode = 0o600): Promise<string[]> {
    const path = file("livename.json", JSON.stringify({ data: "data", port: 0, ...config }), mode);
    const { output } = await run(["check", "--config", path]);
    const lines = output.split("\n").filter((line) => line.includes("secrets"));
    expect(lines.length).toBeGreaterThan(0);
    return lines.map((line) => line.replaceAll(folder, "."));
  }
  const jwt = (...keys: string[]) => ({
    identity: { jwt: { issuer: "i", audience: "a", algorithms: ["HS256"], keys } },
  });

  it("check names each of them, and what to do", async () => {
    file("raw.key", secret(), 0o644);
    file("set.json", oct(), 0o640);
    file("grants.key", secret(), 0o602);
    file("tls key.pem", pair.privateKey.export({ format: "pem", type: "pkcs8" }) as string, 0o666);
    mkdirSync(join(folder, "data", "keys"), { recursive: true });
    file("data/keys/addresses.key", "x".repeat(32), 0o604);
    const config = {
      ...jwt("raw.key", "set.json"),
      placeGrants: { key: "grants.key" },
      tls: { cert: "cert.pem", key: "tls key.pem" },
    };
    const others = (name: string, may: string, mode: string, quoted = `./${name}`) =>
      `wrong  secrets: ./${name} holds a secret, which others than its owner may ${may} (mode ${mode}). Close it: chmod 600 ${quoted}`;
    expect((await check(config)).sort()).toEqual(
      [
        others("raw.key", "read", "644"),
        others("set.json", "read", "640"),
        others("grants.key", "change", "602"),
        others("tls key.pem", "read and change", "666", "'./tls key.pem'"),
        others("data/keys/addresses.key", "read", "604"),
      ].sort(),
    );
    for (const name of ["raw.key", "set.json", "grants.key", "tls key.pem", "data/keys/addresses.key"])
      chmodSync(join(folder, name), 0o600);
    expect(await check(config)).toEqual(["ok     secrets"]);
  });

  it("check leaves public keys and certificates to everybody", async () => {
    file("public.pem", pair.publicKey.export({ format: "pem", type: "spki" }) as string, 0o644);
    file("public.json", JSON.stringify({ keys: [pair.publicKey.export({ format: "jwk" })] }), 0o644);
    expect(await check(jwt("public.pem", "public.json"))).toEqual(["ok     secrets"]);
    // What is no public key but one of a pair is refused as a key, and others may still read it.
    file("pair.json", JSON.stringify(pair.privateKey.export({ format: "jwk" })), 0o644);
    expect(await check(jwt("pair.json"))).toEqual([expect.stringContaining("./pair.json holds a secret")]);
  });

  it("check names a configuration that others may change, and one that they may read is good", async () => {
    expect(await check({}, 0o644)).toEqual(["ok     secrets"]);
    for (const mode of [0o664, 0o646])
      expect(await check({}, mode)).toEqual([
        `wrong  secrets: Others than its owner may change ./livename.json (mode ${mode.toString(8)}), and so what the server trusts. Close it: chmod go-w ./livename.json`,
      ]);
  });

  it("W9: check names a secret that the site shows, by a link too", async () => {
    mkdirSync(join(folder, "pages", ".hidden"), { recursive: true });
    file("pages/shown.key", secret());
    file("pages/.hidden/kept.key", secret());
    file("beside.key", secret());
    symlinkSync(join(folder, "pages", "shown.key"), join(folder, "linked.key"));
    const shown = await check({ site: "pages", ...jwt("linked.key", "pages/.hidden/kept.key", "beside.key") });
    expect(shown).toEqual([expect.stringMatching(/ \.\/linked\.key holds a secret and lies in the folder of site, /)]);
  });

  it("token warns when it signs with one, and signs", async () => {
    const key = file("token.key", secret(), 0o640);
    const args = ["token", "amy@example.com", "--key", key, "--issuer", "i", "--audience", "a"];
    const { code, output, errors } = await run(args);
    expect([code, output]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)]);
    expect(errors).toBe(
      `livename: ${key} holds a secret, which others than its owner may read (mode 640). Close it: chmod 600 ${key}\n`,
    );
    chmodSync(key, 0o600);
    expect(await run(args)).toMatchObject({ code: 0, errors: "" });
  });

  it("token writes no new key into a file that others may read or change", async () => {
    for (const mode of [0o644, 0o640, 0o604, 0o620, 0o602]) {
      const path = file("new.key", "", mode);
      const fd = openSync(path, "w");
      const { code, errors } = await run(["token", "--new-key"], createWriteStream("", { fd, autoClose: false }));
      closeSync(fd);
      expect([mode, code, readFileSync(path, "utf8")]).toEqual([mode, 1, ""]);
      expect(errors).toContain(`may read or change (mode ${mode.toString(8)}). Close that file with chmod 600`);
    }
    const path = file("new.key", "", 0o600);
    const output = createWriteStream("", { fd: openSync(path, "w") });
    expect(await run(["token", "--new-key"], output)).toMatchObject({ code: 0, errors: "" });
    await new Promise((done) => output.end(done));
    expect(readFileSync(path, "utf8")).toMatch(/^[\w-]{43}\n$/);
  });

  it("init writes no key into a folder in which others may write", async () => {
    for (const mode of [0o775, 0o757]) {
      chmodSync(folder, mode);
      // One that it would make stands in it, too.
      for (const where of [folder, join(folder, "new", "deep")]) {
        const { code, errors } = await run(["init", where]);
        expect([code, errors]).toEqual([
          1,
          `livename: Others than its owner may write in ${folder} (mode ${mode.toString(8)}), and so replace a key in it. Close it first: chmod go-w ${folder}\n`,
        ]);
      }
      expect(readdirSync(folder)).toEqual([]);
    }
    // In a folder like /tmp nobody replaces what is another's.
    for (const mode of [0o1777, 0o755]) {
      chmodSync(folder, mode);
      expect(await run(["init", folder])).toMatchObject({ code: 0, errors: "" });
      expect(existsSync(join(folder, "token.key"))).toBe(true);
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    }
  });
});
