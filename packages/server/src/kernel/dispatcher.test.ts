import { encode } from "@livename/wire";
import { presenceActivity, presenceOwn } from "@livename/wire/handlers";
import { expect, it } from "vitest";
import { TestSession } from "../../test/features/test-session.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { CommandContext, Route } from "./feature.ts";
import { after, before } from "./hooks.ts";
import { route } from "./route.ts";

const plain = (method: number, name: string): Route => ({
  method,
  name,
  cost: { rate: "read" },
  handle: (_session, payload) => payload,
});
const log = { error() {} };
const context: CommandContext = { key: "", payload: new Uint8Array(), gone: false, follow() {} };
const payloadOf = (activity: number) => encode(presenceActivity.writeRequest, { activity: activity as never });

/** A dispatcher of one method that notes what reaches it. */
function noting() {
  const noted: number[] = [];
  const one = route(presenceActivity, { rate: "signal" }, (_session, { activity }) => {
    noted.push(activity);
    return {};
  });
  const dispatcher = new Dispatcher([one], log);
  const run = (session: TestSession, activity: number) => dispatcher.run(one, session, payloadOf(activity), context);
  return { noted, dispatcher, run };
}

it("no method is used twice", () => {
  expect(() => new Dispatcher([plain(10_000, "board_add"), plain(10_000, "wiki_add")], log)).toThrow(
    "Method 10000 is taken twice, by board_add and wiki_add. Give one of them another number.",
  );
});

it("a method without hooks is answered at once, whatever hooks others have", () => {
  const { dispatcher, run, noted } = noting();
  expect(() => dispatcher.hook(before(presenceOwn, () => undefined))).toThrow("No feature of this server answers");
  expect(run(new TestSession("amy"), 1)).toBeInstanceOf(Uint8Array);
  const end = dispatcher.hook(before(presenceActivity, () => undefined));
  expect(run(new TestSession("amy"), 2)).toBeInstanceOf(Promise);
  end();
  expect(run(new TestSession("amy"), 3)).toBeInstanceOf(Uint8Array);
  expect(noted.slice(0, 2)).toEqual([1, 3]);
});

it("commands of a session begin in the order in which they came, however long their hooks take", async () => {
  const { dispatcher, run, noted } = noting();
  const waits = [30, 0, 10];
  dispatcher.hook(
    before(presenceActivity, async () => {
      await new Promise((resolve) => setTimeout(resolve, waits.shift()));
    }),
  );
  const amy = new TestSession("amy");
  await Promise.all([run(amy, 1), run(amy, 2), run(amy, 3)]);
  expect(noted).toEqual([1, 2, 3]);
});

it("a command that a hook refused holds up none of those behind it", async () => {
  const { dispatcher, run, noted } = noting();
  dispatcher.hook(
    before(presenceActivity, ({ request }) => {
      if (Number(request.activity) === 1) throw new Error("no");
    }),
  );
  const amy = new TestSession("amy");
  const refused = Promise.resolve(run(amy, 1)).catch((error: Error) => error.message);
  await run(amy, 2);
  expect([await refused, noted]).toEqual(["no", [2]]);
});

it("each hook sees what the one before it left, and those behind the answer what the feature was given", async () => {
  const { dispatcher, run, noted } = noting();
  const seen: number[] = [];
  const more = before(presenceActivity, ({ request }) => ({ activity: (Number(request.activity) + 1) as never }));
  dispatcher.hook(more);
  dispatcher.hook({ ...more });
  dispatcher.hook(after(presenceActivity, ({ request }) => void seen.push(request.activity)));
  await run(new TestSession("amy"), 1);
  await expect.poll(() => seen).toEqual([3]);
  expect(noted).toEqual([3]);
});
