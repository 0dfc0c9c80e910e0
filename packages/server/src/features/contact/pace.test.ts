import { DEFAULT_LIMITS } from "@livename/wire";
import { contactChanged, contactEdit, contactExport, contactList } from "@livename/wire/calls";
import { ContactFormat, ContactKind } from "@livename/wire/contact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import { type Sliced, slices } from "../../kernel/slices.ts";
import { type ContactFeature, createContact } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const LONG = 600;

let community: TestCommunity;
let feature: ContactFeature;

beforeEach(async () => {
  community = await openCommunity("amy", "eve");
  const { clock, store, people } = community;
  const log = { error: (...what: unknown[]) => expect.fail(String(what)) };
  const groups = new TestGroups();
  feature = await createContact({
    budget,
    clock,
    log,
    store: store.contacts,
    people,
    groups,
    communities: [COMMUNITY],
    limits: DEFAULT_LIMITS,
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await feature.stop?.();
  await community.close();
});

function folders(session: TestSession, count: number) {
  const edits = Array.from({ length: count }, (_, i) => ({
    put: { id: `folder-${i}`, kind: ContactKind.FOLDER, name: `F${i}`, order: "a" },
  }));
  return session.call(feature, contactEdit, { edits });
}

const edit = (session: TestSession) => folders(session, 1);
const take = (session: TestSession) =>
  session.call(feature, contactExport, { format: ContactFormat.CSV, part: 0 }).then(({ last }) => last);

/** Reads of this person's whole list from here on. */
function readsOf(person: string): () => number {
  const changes = vi.spyOn(community.store.contacts, "changes");
  return () => changes.mock.calls.filter(([, owner, since]) => owner === person && since === 0).length;
}

/** As much as the store answers in the meantime to somebody else. */
async function meanwhile(): Promise<void> {
  const eve = open(feature, community.id("eve"));
  for (let i = 0; i < 10; i++) await take(eve);
}

describe("whoever works on a long list again and again", () => {
  it.each([
    ["exports", take],
    ["edits", edit],
  ])("K11: waits after each of the %s, and nobody else does", async (_, ask) => {
    const [one, two] = [open(feature, community.id("amy")), open(feature, community.id("amy"))];
    await folders(one, LONG);
    community.clock.advance(LONG);
    const reads = readsOf(community.id("amy"));
    const [first, second] = [ask(one), ask(two)];
    await first;
    await meanwhile();
    expect(reads()).toBe(1);
    community.clock.advance(LONG);
    await second;
    expect(reads()).toBe(2);
  });

  it("K11: does not wait for a short list", async () => {
    const one = open(feature, community.id("amy"));
    await folders(one, 10);
    for (let i = 0; i < 3; i++) expect(await take(one)).toBe(true);
    for (let i = 0; i < 3; i++) await edit(one);
  });
});

it("D13, F15: others have their turn while a long list is answered, and what they change follows the answer", async () => {
  const [one, two] = [open(feature, community.id("amy")), open(feature, community.id("amy"))];
  await folders(two, 100);
  const change = { put: { id: "folder-0", kind: ContactKind.FOLDER, name: "Changed", order: "a" } };
  const changes = () => one.take(contactChanged).flatMap(({ contacts }) => contacts.map(({ name }) => name));
  let steps = 2;
  vi.spyOn(slices, "long").mockImplementationOnce(async <Result>(_: string, work: Sliced<Result>) => {
    work.next();
    work.next();
    // Told to everybody who follows, but to whom the answer goes first.
    await two.call(feature, contactEdit, { edits: [change] });
    expect(changes()).toEqual([]);
    for (; ; steps++) {
      const { done, value } = work.next();
      if (done) return value;
    }
  });
  const { contacts } = await one.call(feature, contactList, {});
  expect([contacts.length, contacts[0]!.name, changes()]).toEqual([100, "F0", ["Changed"]]);
  expect(steps).toBe(5);
});
