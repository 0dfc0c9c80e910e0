import { createHmac, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code } from "@livename/wire/frame";
import { SignJWT } from "jose";
import { afterAll, describe, expect, it } from "vitest";
import { createJwtIdentity } from "../../src/identity/jwt.ts";
import { JWT_ALGORITHMS, loadJwtKeys } from "../../src/identity/jwt-keys.ts";
import { useSettings } from "./settings.ts";

const settings = useSettings();
const folder = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const secret = randomBytes(32);
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const ed = generateKeyPairSync("ed25519");
const pem = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();
const FILES = [
  file("secret", `${secret.toString("base64url")}\n`),
  file("ec.pem", pem(ec.publicKey)),
  file("rsa.jwk", JSON.stringify({ ...rsa.publicKey.export({ format: "jwk" }), kid: "rsa-1" })),
  file("set.jwks", JSON.stringify({ keys: [{ ...ed.publicKey.export({ format: "jwk" }), kid: "ed-1" }] })),
];
const SIGNERS = { HS256: secret, ES256: ec.privateKey, RS256: rsa.privateKey, EdDSA: ed.privateKey };

interface Changes {
  readonly alg?: keyof typeof SIGNERS;
  readonly kid?: string;
  readonly key?: KeyObject | Uint8Array;
  readonly claims?: Record<string, unknown>;
}

function sign({ alg = "HS256", kid, key, claims = {} }: Changes = {}): Promise<string> {
  const now = settings.nowMs / 1_000;
  const content = { sub: "amy@example.com", iss: "portal", aud: "livename", exp: now + 60, ...claims };
  return new SignJWT(content).setProtectedHeader({ alg, ...(kid && { kid }) }).sign(key ?? SIGNERS[alg]);
}

async function identity(algorithms: readonly string[] = JWT_ALGORITHMS) {
  const { people, clock } = settings;
  return createJwtIdentity({
    issuer: "portal",
    audience: "livename",
    algorithms,
    keys: await loadJwtKeys(FILES),
    people,
    community: "default",
    clock,
  });
}

const verify = async (token: string, algorithms?: readonly string[]) =>
  (await identity(algorithms)).verify(token, { loopback: false });

describe("a token of a host application", () => {
  it.each(JWT_ALGORITHMS)(
    "S18: signed with %s signs in by address, by alias and by id until it expires",
    async (alg) => {
      const expected = {
        community: "default",
        person: settings.idOf("amy@example.com"),
        expiresMs: settings.nowMs + 65_000,
        scopes: ["activity:set", "groups:set"],
      };
      for (const sub of ["amy@example.com", "A.Currie@example.com", expected.person])
        expect(await verify(await sign({ alg, claims: { sub, scope: "activity:set  groups:set" } }))).toEqual(expected);
    },
  );

  it("S19: signs in by an alias of the application that the configuration names, and of no other", async () => {
    const { people, clock, store } = settings;
    const amy = settings.idOf("amy@example.com");
    await store.aliases.add("default", { application: "redmine", alias: "17", person: amy });
    const by = async (application: string | undefined) =>
      createJwtIdentity({
        ...{ issuer: "portal", audience: "livename", algorithms: JWT_ALGORITHMS, keys: await loadJwtKeys(FILES) },
        ...{ people, community: "default", clock, application, aliases: store.aliases },
      });
    const signedIn = async (application: string | undefined, sub: string) =>
      (await by(application)).verify(await sign({ claims: { sub } }), { loopback: false });
    expect(await signedIn("redmine", "17")).toMatchObject({ person: amy });
    expect(await signedIn("redmine", "bob@example.com")).toMatchObject({ person: settings.idOf("bob@example.com") });
    for (const [application, sub, sentence] of [
      [undefined, "17", "as address or id. Import the person."],
      ["wiki", "17", "as address, id or alias in wiki"],
      ["redmine", "18", "as address, id or alias in redmine"],
    ] as const)
      await expect(signedIn(application, sub)).rejects.toMatchObject({
        code: Code.UNAUTHENTICATED,
        message: expect.stringContaining(sentence),
      });
  });

  it("D5: names the application that it was made for: its client, else its authorized party", async () => {
    const applicationOf = async (claims: object) => (await verify(await sign({ claims: { ...claims } }))).application;
    expect(await applicationOf({ client_id: "wiki", azp: "other" })).toBe("wiki");
    expect(await applicationOf({ client_id: "", azp: "tracker" })).toBe("tracker");
    for (const none of [{}, { azp: 7 }, { client_id: ["wiki"] }, { client_id: "" }])
      expect(await applicationOf(none)).toBeUndefined();
  });

  it.each<[string, Changes, number, string]>([
    ["expired", { claims: { exp: 1_000 } }, Code.TOKEN_EXPIRED, "expired"],
    ["not valid yet", { claims: { nbf: 4_000_000_000 } }, Code.UNAUTHENTICATED, "not valid yet"],
    ["of another issuer", { claims: { iss: "evil" } }, Code.UNAUTHENTICATED, 'issuer is "evil", and only portal'],
    ["for another audience", { claims: { aud: ["x"] } }, Code.UNAUTHENTICATED, 'for ["x"], not for livename'],
    ["without expiry", { claims: { exp: undefined } }, Code.UNAUTHENTICATED, "no exp claim"],
    ["with an expiry that no client can be told", { claims: { exp: 2 ** 53 - 1 } }, Code.UNAUTHENTICATED, "exp claim"],
    ["with an expiry in milliseconds", { claims: { exp: Date.now() + 60_000 } }, Code.UNAUTHENTICATED, "in seconds"],
    ["without issuer", { claims: { iss: undefined } }, Code.UNAUTHENTICATED, "no iss claim"],
    ["for nobody", { claims: { sub: "eve@example.com" } }, Code.UNAUTHENTICATED, "Import the person"],
    ["for something", { claims: { sub: 7 as unknown as string } }, Code.UNAUTHENTICATED, "sub"],
    ["of another key", { key: randomBytes(32) }, Code.UNAUTHENTICATED, "signature is wrong"],
    ["of a key that is not there", { alg: "RS256", kid: "rsa-2" }, Code.UNAUTHENTICATED, 'no "RS256" key "rsa-2"'],
  ])("S18: %s is refused with a sentence", async (_, changes, code, sentence) => {
    const token = await sign(changes);
    await expect(verify(token)).rejects.toMatchObject({
      name: "Refusal",
      code,
      message: expect.stringContaining(sentence),
    });
  });

  it("S18: is refused with an algorithm that is not named, unsigned, changed, or signed with a public key as secret", async () => {
    const unauthenticated = { name: "Refusal", code: Code.UNAUTHENTICATED };
    await expect(verify(await sign({ alg: "ES256" }), ["RS256"])).rejects.toMatchObject(unauthenticated);
    const [, payload] = (await sign()).split(".") as [string, string];
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    await expect(verify(`${none}.${payload}.AAAA`)).rejects.toMatchObject(unauthenticated);
    const confused = await sign({ alg: "HS256", key: Buffer.from(pem(ec.publicKey)) });
    await expect(verify(confused)).rejects.toMatchObject(unauthenticated);
    const [header, , signature] = (await sign()).split(".") as [string, string, string];
    const other = Buffer.from(JSON.stringify({ sub: "bob@example.com" })).toString("base64url");
    await expect(verify(`${header}.${other}.${signature}`)).rejects.toMatchObject(unauthenticated);
    await expect(verify("a.b.c")).rejects.toMatchObject(unauthenticated);
  });

  it("S18: whatever its header demands or its last letter hides, only the signer's own text is taken", async () => {
    const by = (header: object, content: object = {}) => {
      const exp = settings.nowMs / 1_000 + 60;
      const parts = [header, { sub: "amy@example.com", iss: "portal", aud: "livename", exp, ...content }];
      const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
      return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
    };
    const good = by({ alg: "HS256" });
    expect(await verify(good)).toMatchObject({ person: settings.idOf("amy@example.com") });
    // The last letter of 43 holds four bits: others than the right one decode to the same bytes.
    const last = good.at(-1)!;
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const twin = good.slice(0, -1) + letters[letters.indexOf(last) ^ 1];
    expect(Buffer.from(twin, "base64url")).toEqual(Buffer.from(good, "base64url"));
    const bad = [
      twin,
      good.slice(0, -1),
      `${good}A`,
      by({ alg: "HS256", crit: ["exp"] }),
      by({ alg: "HS256", crit: ["b64"], b64: false }),
      by({ alg: ["HS256"] }),
      by({ alg: "HS512" }),
      by({ alg: "hs256" }),
      by({ alg: "none" }),
      by({ alg: "ES256" }),
      by([{ alg: "HS256" }]),
      by({ alg: "HS256" }, { exp: "4000000000" }),
      by({ alg: "HS256" }, { iat: "now" }),
      by({ alg: "HS256" }, { nbf: null }),
      by({ alg: "HS256" }, { iss: ["portal"] }),
    ];
    for (const token of bad) await expect(verify(token), token).rejects.toMatchObject({ code: Code.UNAUTHENTICATED });
  });

  it("S18: is looked at with each secret that its key id leaves", async () => {
    const other = randomBytes(32);
    const jwk = (k: Buffer, kid: string) => ({ kty: "oct", k: k.toString("base64url"), kid });
    const keys = await loadJwtKeys([
      file("old-new.jwks", JSON.stringify({ keys: [jwk(other, "old"), jwk(secret, "new")] })),
    ]);
    const { people, clock } = settings;
    const rules = {
      issuer: "portal",
      audience: "livename",
      algorithms: ["HS256"],
      people,
      community: "default",
      clock,
    };
    const jwt = createJwtIdentity({ ...rules, keys });
    const signsIn = async (changes: Changes) => (await jwt.verify(await sign(changes), { loopback: false })).person;
    const amy = settings.idOf("amy@example.com");
    expect(await Promise.all([signsIn({}), signsIn({ kid: "new" }), signsIn({ key: other, kid: "old" })])).toEqual([
      amy,
      amy,
      amy,
    ]);
    await expect(signsIn({ kid: "old" })).rejects.toThrow("signature is wrong");
    await expect(signsIn({ kid: "older" })).rejects.toThrow('no "HS256" key "older"');
  });

  it("S18: keys that a provider's set holds for other uses and of other kinds are passed over, and said", async () => {
    const pair = (type: "rsa" | "ec" | "ed25519" | "x25519", options: object, more: object) => {
      const { publicKey } = generateKeyPairSync(type as "rsa", options as { modulusLength: number });
      return { ...publicKey.export({ format: "jwk" }), ...more };
    };
    const good = pair("ec", { namedCurve: "P-256" }, { kid: "good", alg: "ES256" });
    const others = [
      pair("rsa", { modulusLength: 2_048 }, { kid: "enc", use: "enc", alg: "RSA-OAEP" }),
      pair("rsa", { modulusLength: 2_048 }, { kid: "oaep", alg: "RSA-OAEP" }),
      pair("rsa", { modulusLength: 1_024 }, { kid: "old" }),
      pair("ec", { namedCurve: "P-384" }, { kid: "p384" }),
      pair("x25519", {}, {}),
      { kty: "AKP", alg: "ML-DSA-44", pub: "AAAA", kid: "new" },
      { kty: "oct", k: "short", kid: "short" },
      { kty: "EC", crv: "P-256", x: "%", y: "%", kid: "broken" },
      null,
    ];
    const set = (name: string, ...keys: unknown[]) => file(name, JSON.stringify({ keys }));
    const said: string[] = [];
    const keys = await loadJwtKeys([set("mixed.jwks", ...others, good)], (message) => said.push(message));
    expect(keys).toMatchObject([{ kid: "good", algorithm: "ES256" }]);
    expect(said).toHaveLength(others.length - 1);
    expect(said).toContainEqual(
      expect.stringMatching(/^A key is passed over: The key "new" of .*mixed.jwks is of a kind/),
    );
    await expect(loadJwtKeys([set("none.jwks", ...others.slice(3))])).rejects.toThrow('The key "p384" of');
    const exposed = { ...good, d: "AAAA" };
    await expect(loadJwtKeys([set("exposed.jwks", good, exposed)])).rejects.toThrow("holds a private key");
  });

  it("S18: that ended within the 5 s that clocks may differ still has them", async () => {
    const exp = settings.nowMs / 1_000 - 4;
    expect(await verify(await sign({ claims: { exp } }))).toMatchObject({ expiresMs: settings.nowMs + 1_000 });
    await expect(verify(await sign({ claims: { exp: exp - 1 } }))).rejects.toMatchObject({ code: Code.TOKEN_EXPIRED });
  });

  it("is told from other tokens by its form", async () => {
    const jwt = await identity();
    expect(["a.b.c", "demo:amy", "ticket:abc", "a.b", "a.b.c.d", ""].map((token) => jwt.accepts(token))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("key files", () => {
  it.each<[string, string, string]>([
    ["a short secret", Buffer.alloc(16).toString("base64url"), "at least 32 random bytes"],
    ["a private key", ed.privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "private key"],
    ["a private JWK", JSON.stringify(ed.privateKey.export({ format: "jwk" })), "private key"],
    ["a short RSA key", pem(generateKeyPairSync("rsa", { modulusLength: 1_024 }).publicKey), "fewer than 2048 bits"],
    ["another curve", pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey), "not supported"],
    ["broken JSON", "{", "no JSON"],
    ["broken PEM", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "no public key"],
  ])("with %s are refused by name", async (name, content, sentence) => {
    const path = file("bad", content);
    await expect(loadJwtKeys([path]), name).rejects.toMatchObject({
      name: "KeyError",
      message: expect.stringContaining(sentence),
    });
    await expect(loadJwtKeys([path])).rejects.toThrow(path);
  });

  it("that are missing, or none at all, are refused", async () => {
    await expect(loadJwtKeys([join(folder, "absent")])).rejects.toThrow("cannot be read");
    await expect(loadJwtKeys([])).rejects.toThrow("at least one key file");
  });
});
