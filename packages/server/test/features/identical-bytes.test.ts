// Two runs on the same clock that differ in one thing: Amy is hidden from Bob and busy, or she is not there. Whatever
// reaches Bob, with its moment and in its order, is the same bytes.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placeEnter, presenceSet, presenceWatch, privacySet } from "@livename/wire/calls";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode, type PrivacySettingsInit } from "@livename/wire/privacy";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCommunityIn } from "./community.ts";
import { hiding, openly, quietly } from "./measure/busy.ts";
import { Cast, NAMES, PLACES, TEAM } from "./measure/cast.ts";
import { type Deed, others, probes } from "./measure/probes.ts";
import type { Received } from "./measure/watcher.ts";

const { ALLOW, BLOCK } = PrivacyMode;
const bob = { person: "bob@example.com" };
const cleo = { person: "cleo@example.com" };

interface Way {
  readonly hide: (cast: Cast) => Promise<unknown>;
  readonly show: (cast: Cast) => Promise<unknown>;
  readonly deeds: Readonly<Record<string, Deed>>;
  /** What Bob himself does to hide is the same in both runs. */
  readonly byBob?: boolean;
}

const set = (cast: Cast, who: "amy" | "bob", settings: PrivacySettingsInit) => cast.ask(who, privacySet, { settings });
const appear = (cast: Cast, availability: Availability) => cast.ask("amy", presenceSet, { choice: { availability } });
const listed = (settings: PrivacySettingsInit): Way => ({
  hide: (cast) => set(cast, "amy", settings),
  show: (cast) => set(cast, "amy", {}),
  deeds: hiding,
});

const ways: Readonly<Record<string, Way>> = {
  "on Amy's block list": listed({ mode: BLOCK, listed: [bob] }),
  "missing from Amy's allow list": listed({ mode: ALLOW, listed: [cleo] }),
  "in a group on Amy's block list": {
    async hide(cast) {
      await cast.world.group("sales", [cast.id("bob")]);
      await set(cast, "amy", { mode: BLOCK, listed: [{ group: "sales" }] });
    },
    show: (cast) => cast.world.group("sales", []),
    deeds: hiding,
  },
  "on no list, and Amy on Bob's": {
    hide: (cast) => set(cast, "bob", { mode: BLOCK, listed: [{ person: "amy@example.com" }] }),
    show: (cast) => set(cast, "bob", {}),
    // What he does not want is a number without a text to him (C16), which nobody offline can write.
    deeds: openly,
    byBob: true,
  },
  "one of all, since Amy is invisible": {
    hide: (cast) => appear(cast, Availability.OFFLINE),
    show: (cast) => appear(cast, Availability.UNSPECIFIED),
    deeds: quietly,
  },
};

interface Step {
  readonly afterMs: number;
  readonly what: string;
  readonly n: number;
}
interface Scene {
  readonly steps: readonly Step[];
  /** What Amy does before each step. */
  readonly deeds: ReadonlyArray<readonly Step[]>;
}

const script = { ...prefixed("Bob: ", probes), ...prefixed("others: ", others) };

function prefixed(prefix: string, deeds: Readonly<Record<string, Deed>>): Record<string, Deed> {
  return Object.fromEntries(Object.entries(deeds).map(([name, deed]) => [prefix + name, deed]));
}

const stepOf = (names: readonly string[], longestMs: number) =>
  fc.record({ afterMs: fc.oneof(fc.nat(15), fc.nat(longestMs)), what: fc.constantFrom(...names), n: fc.nat(11) });
const scenes = (way: Way): fc.Arbitrary<Scene> =>
  fc.record({
    steps: fc.array(stepOf(Object.keys(script), 1_500), { minLength: 5, maxLength: 25 }),
    deeds: fc.array(fc.array(stepOf(Object.keys(way.deeds), 40), { maxLength: 3 }), { minLength: 25, maxLength: 25 }),
  });

async function play(data: string, way: Way, scene: Scene, hidden: boolean): Promise<Received> {
  const cast = await Cast.open(data);
  const deed = async (name: string, deeds: Readonly<Record<string, Deed>>, n: number) => deeds[name]!(cast, n);
  try {
    // After the start nobody is awaited any more.
    await cast.world.pass(20_500);
    await cast.world.group(TEAM, [cast.id("amy"), cast.id("cleo"), cast.id("dan")]);
    cast.of("cleo");
    if (hidden || way.byBob) {
      if (hidden) cast.of("amy");
      await way.hide(cast);
      await cast.world.pass(3_000);
    } else await cast.world.pass(3_000);
    cast.received.length = 0;
    cast.of("bob");
    for (const [index, { afterMs, what, n }] of scene.steps.entries()) {
      let leftMs = afterMs;
      for (const busily of scene.deeds[index] ?? []) {
        const passMs = Math.min(leftMs, busily.afterMs);
        await cast.world.pass(passMs);
        leftMs -= passMs;
        if (hidden) await deed(busily.what, way.deeds, busily.n);
      }
      await cast.world.pass(leftMs);
      await deed(what, script, n);
    }
    await cast.world.pass(7_500);
    await settleAmy(cast, way, hidden);
    return cast.received;
  } finally {
    await cast.close();
  }
}

/** In the end Amy shows herself, or comes: as on one device, with nothing chosen, in one place. */
async function settleAmy(cast: Cast, way: Way, hidden: boolean): Promise<void> {
  const enter = () => cast.ask("amy", placeEnter, { place: PLACES[0] });
  await cast.ask("bob", placeEnter, { place: PLACES[0], onlyWatch: true });
  await cast.ask("bob", presenceWatch, { items: [{ person: cast.id("amy") }] });
  if (hidden) {
    while (cast.sessions.get("amy")!.length > 0) cast.leave("amy");
    for (const session of cast.sessions.get("calendar")!.splice(0)) cast.world.end(session, "left");
    cast.arrive("amy");
    await enter();
    if (way.deeds !== quietly) await appear(cast, Availability.UNSPECIFIED);
  } else for (const session of cast.sessions.get("calendar")!.splice(0)) cast.world.end(session, "left");
  await cast.world.pass(5_000);
  if (hidden || way.byBob) await way.show(cast);
  if (!hidden) {
    cast.arrive("amy");
    await enter();
  }
  await cast.world.pass(5_000);
  await probes.watch!(cast, 0);
  await probes["enter a place"]!(cast, 0);
  await cast.world.pass(100);
}

describe("hidden is offline, byte for byte", () => {
  const root = mkdtempSync(join(tmpdir(), "livename-test-"));
  const template = join(root, "template");
  let runs = 0;
  beforeAll(async () => (await openCommunityIn(template, ...NAMES)).close());
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** The same people with the same ids, and with the mark in the same epoch. */
  const data = (): string => {
    const folder = join(root, `run-${runs++}`);
    cpSync(template, folder, { recursive: true });
    cpSync(`${template}.mark`, `${folder}.mark`);
    return folder;
  };

  it.each(Object.entries(ways))(
    "P9, P10, P13, V4 to V7, L14, L15, C15: Bob is %s",
    async (_name, way) => {
      const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
      const numRuns = Number(process.env.RUNS ?? 5);
      console.info(`seed ${seed}`);
      await fc.assert(
        fc.asyncProperty(scenes(way), async (scene) => {
          const folders = [data(), data()] as const;
          const offline = await play(folders[0], way, scene, false);
          expect(offline.length).toBeGreaterThan(0);
          expect(await play(folders[1], way, scene, true)).toEqual(offline);
        }),
        { numRuns, seed, endOnFailure: true },
      );
    },
    300_000,
  );
});
