import { expect, it } from "vitest";
import type { StartError } from "../process/start-error.ts";
import { defineFeature, type Manifest } from "./manifest.ts";
import { openFeatures } from "./open-features.ts";
import type { Parts } from "./parts.ts";

const failures: object[] = [];
const parts = {
  log: { debug() {}, info() {}, warn() {}, error: (fields: object) => void failures.push(fields) },
} as unknown as Parts;
const store = { use: () => "opened" as never };

/** Features that note what happens to them. */
function features() {
  const happened: string[] = [];
  const define = (name: string, needs: readonly Manifest[] = [], stop = () => {}) =>
    defineFeature({
      name,
      needs,
      open() {
        happened.push(`open ${name}`);
        return {
          routes: [],
          stop() {
            happened.push(`stop ${name}`);
            stop();
          },
        };
      },
    });
  return { happened, define };
}

const problem = (...manifests: readonly Manifest[]): Promise<string> =>
  openFeatures(manifests, parts, store).then(
    () => "",
    (error: StartError) => `${error.code}: ${error.message}`,
  );

it("opens what a feature needs before it, and the others as they are listed", async () => {
  const { define, happened } = features();
  const ground = define("ground");
  const wall = define("wall", [ground]);
  const { all } = await openFeatures([define("garden"), define("roof", [wall]), wall, ground], parts, store);
  expect(happened).toEqual(["open garden", "open ground", "open wall", "open roof"]);
  expect(all.map(({ name }) => name)).toEqual(["garden", "ground", "wall", "roof"]);
});

it("stops them, the last first, and all of them when one fails", async () => {
  const { define, happened } = features();
  const broken = define("broken", [], () => {
    throw new Error("stuck");
  });
  const { stop } = await openFeatures([define("first"), broken, define("last")], parts, store);
  happened.length = 0;
  await stop();
  expect(happened).toEqual(["stop last", "stop broken", "stop first"]);
  expect(failures).toMatchObject([{ feature: "broken" }]);
});

it("stops those that were opened when one cannot be", async () => {
  const { define, happened } = features();
  const closed = defineFeature({ name: "closed", open: () => Promise.reject(new Error("no key")) });
  expect(await problem(define("first"), closed, define("last"))).toContain("no key");
  expect(happened).toEqual(["open first", "stop first"]);
});

it("names are taken once", async () => {
  const { define } = features();
  expect(await problem(define("board"), define("board"))).toBe(
    "bad-feature: Two features are called board. Give one of them another name.",
  );
});

it("what a feature needs is listed, and no two need each other", async () => {
  const { define } = features();
  expect(await problem(define("roof", [define("wall")]))).toMatch(/^bad-feature: The feature roof needs wall, which/);
  const hen: Manifest = { ...define("hen"), needs: [{ ...define("egg") }] };
  const egg: Manifest = { ...define("egg"), needs: [hen] };
  expect(await problem(hen, egg)).toBe("bad-feature: Features need each other: hen, egg, hen. Let one not.");
});

it("a feature gets only what its needs name, as it was opened", async () => {
  const door = defineFeature({ name: "door", open: () => ({ routes: [], knock: () => "come in" }) });
  const guest = defineFeature({
    name: "guest",
    needs: [door],
    open: (house) => ({ routes: [], heard: house.get(door).knock() }),
  });
  const opened = await openFeatures([guest, door], parts, store);
  expect(opened.get(guest).heard).toBe("come in");
  const thief = defineFeature({ name: "thief", open: (house) => ({ routes: [], heard: house.get(door).knock() }) });
  expect(await problem(door, thief)).toContain("The needs of thief do not name door");
});

it("a feature pushes only what its manifest names", async () => {
  const payload = { encode: (text: string) => Buffer.from(text), decode: String };
  const rung = { method: 10_000, name: "bell_rung", payload };
  const bell = defineFeature({
    name: "bell",
    pushes: [rung],
    open: ({ push }) => ({ routes: [], ring: () => push(rung, "ding"), knock: () => push({ ...rung, method: 1 }, "") }),
  });
  const { ring, knock } = (await openFeatures([bell], parts, store)).get(bell);
  expect(Buffer.from(ring()).toString()).toContain("ding");
  expect(knock).toThrow("The pushes of bell do not name method 1. Add it to them.");
});

it("options are the manifest's own, or those given where it is listed", async () => {
  const lamp = defineFeature({
    name: "lamp",
    options: { watts: 40 },
    open: ({ options }) => ({ routes: [], ...options }),
  });
  expect((await openFeatures([lamp], parts, store)).get(lamp).watts).toBe(40);
  expect((await openFeatures([lamp.with({ watts: 60 })], parts, store)).get(lamp).watts).toBe(60);
});
