import { DEFAULT_LIMITS } from "@livename/wire";
import { contactEdit, contactExport } from "@livename/wire/calls";
import { ContactFormat, ContactKind } from "@livename/wire/contact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../test/features/community.ts";
import { TestGroups } from "../../test/features/groups.ts";
import { open, type TestSession } from "../../test/features/test-session.ts";
import { type ContactFeature, createContact } from "./index.ts";

const LONG = 600;

let community: TestCommunity;
let feature: ContactFeature;

beforeEach(async () => {
  community = await openCommunity("amy", "eve");
  const { clock, store, people } = community;
  const log = { error: (...what: unknown[]) => expect.fail(String(what)) };
  const groups = new TestGroups();
  feature = await createContact({
    clock,
    log,
    store,
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
