import { FakeClock } from "@livename/testkit";
import { expect, it } from "vitest";
import { TestSession } from "../../test/features/test-session.ts";
import { createLog } from "../process/log.ts";
import type { Feature } from "./feature.ts";
import { type ScopeChanges, Scopes } from "./scopes.ts";

interface Note {
  readonly id: string;
  readonly version: number;
  readonly text: string;
}
type Told = Omit<ScopeChanges<Note>, "registers"> & { registers: string[] };

const clock = new FakeClock(1_000_000);
const told = ({ registers, ...changes }: ScopeChanges<Note>): Told => ({
  ...changes,
  registers: registers.map(({ id, text }) => `${id} ${text}`),
});
const read = async (_topic: string, base: number): Promise<ScopeChanges<Note>> => ({
  ...{ base, version: 9, complete: base === 0 },
  registers: [{ id: "all", version: 9, text: "kept" }],
});

function setUp(reading = read) {
  const scopes = new Scopes<Note>({
    clock,
    log: createLog("silent"),
    read: reading,
    frame: (topic, changes) => Buffer.from(JSON.stringify({ topic, ...told(changes) })),
  });
  const follow = async (session: TestSession, topic: string, held = 0, answered?: () => void): Promise<Told> => {
    const feature: Feature = {
      name: "test",
      routes: [
        {
          ...{ method: 1, name: "test", cost: { rate: "read" } },
          handle: async (_session, _payload, context) =>
            Buffer.from(JSON.stringify(told(await scopes.follow(context, session, topic, held)))),
        },
      ],
    };
    const reply = await session.ask(feature, 1, { key: "", payload: new Uint8Array() }, answered);
    return JSON.parse(Buffer.from(reply).toString());
  };
  const pushes = ({ sent }: TestSession) => sent.map(({ frame }) => JSON.parse(Buffer.from(frame).toString()));
  return { scopes, follow, pushes };
}
const note = (id: string, version: number, text = "new"): Note => ({ id, version, text });

it("F15: what changes within a tick is one push, with each register once, to those who follow it", async () => {
  const { scopes, follow, pushes } = setUp();
  const [amy, mike] = [new TestSession("amy"), new TestSession("mike")];
  expect(await follow(amy, "plan", 4)).toEqual({ base: 4, version: 9, complete: false, registers: ["all kept"] });
  await follow(mike, "other");
  scopes.changed("plan", note("a", 10));
  scopes.changed("plan", undefined);
  scopes.changed("nobody's", note("z", 1));
  scopes.changed("plan", note("b", 11));
  scopes.changed("plan", note("a", 12, "gone"));
  expect(pushes(amy), "not before the answer to the command").toEqual([]);
  clock.advance(60);
  expect(pushes(amy)).toEqual([
    { topic: "plan", base: 9, version: 12, complete: false, registers: ["a gone", "b new"] },
  ]);
  expect(pushes(mike)).toEqual([]);
  amy.lose();
  expect([...scopes.topics]).toEqual(["other"]);
  scopes.changed("plan", note("a", 13));
  scopes.stop();
  clock.advance(60);
  expect(pushes(amy)).toHaveLength(1);
});

it("S9: a version that was not told of is missing from what a push builds on", async () => {
  const { scopes, follow, pushes } = setUp();
  const amy = new TestSession("amy");
  await follow(amy, "plan");
  for (const version of [10, 11, 13, 14]) scopes.changed("plan", note(`${version}`, version));
  clock.advance(60);
  expect(pushes(amy).map(({ base, version }) => [base, version])).toEqual([
    [9, 11],
    [12, 14],
  ]);
});

it("F15: what changes while it is read is told behind the answer, and a whole scope can be told anew", async () => {
  let answer = (): void => undefined;
  let reads = 0;
  const { scopes, follow, pushes } = setUp(async (topic, since) => {
    reads++;
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return read(topic, since);
  });
  const amy = new TestSession("amy");
  const order: unknown[] = [];
  const following = follow(amy, "plan", 0, () => order.push(...pushes(amy)));
  scopes.changed("plan", note("a", 10));
  clock.advance(60);
  expect(pushes(amy)).toEqual([]);
  answer();
  await following;
  expect([order, pushes(amy).map(({ version }) => version)]).toEqual([[], [10]]);
  for (let times = 0; times < 3; times++) scopes.reread();
  clock.advance(60);
  expect(reads, "once for all that change within a tick").toBe(2);
  answer();
  await new Promise(setImmediate);
  expect(pushes(amy).at(-1)).toEqual({ topic: "plan", base: 0, version: 9, complete: true, registers: ["all kept"] });
});
