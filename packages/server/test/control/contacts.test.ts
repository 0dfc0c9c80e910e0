import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectControl } from "../../src/control/connect-control.ts";
import { type Control, createControl } from "../../src/control/control.ts";
import { type ControlServer, startControl } from "../../src/control/start-control.ts";
import { loadGroups } from "../../src/people/groups-index.ts";
import { loadPeople } from "../../src/people/people-index.ts";
import type { Store } from "../../src/stores.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";
import { person } from "../store/contract.ts";

const C = "default";
const folder = mkdtempSync(join(tmpdir(), "livename-test-"));
let store: Store;
let server: ControlServer;
let control: Control;

beforeAll(async () => {
  store = await openStore({ data: ":memory:", clock: systemClock });
  await store.people.import(C, [person("amy@example.com"), person("bob@example.com")]);
  const people = await loadPeople(store, [C]);
  const groups = await loadGroups(store, people, [C]);
  const path = join(folder, "control.sock");
  server = await startControl({
    path,
    control: createControl({ store, people, groups, photos: undefined, community: C }),
  });
  control = (await connectControl(path))!;
});
afterAll(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const FILE = Buffer.from("address,folder\nbob@example.com,Help & more\n");
const request = {
  name: "Help & “more”",
  mode: "in-step",
  audience: "everybody",
  audienceId: "",
  format: "csv",
} as const;

it("K12: an administrator appends, lists and removes what many are given, also where no server runs", async () => {
  const share = { name: request.name, mode: "in-step", audience: "everybody", audienceId: "", entries: 1 };
  expect(await control.appendContacts(FILE, request)).toEqual(share);
  const amy = (await store.people.find(C, "amy@example.com"))!.id;
  await control.appendContacts(FILE, {
    ...request,
    name: "Amy's",
    mode: "once",
    audience: "person",
    audienceId: "amy@example.com",
  });
  expect(await control.sharedContacts()).toEqual([
    share,
    { name: "Amy's", mode: "once", audience: "person", audienceId: amy, entries: 1 },
  ]);
  await control.removeSharedContacts(request.name);
  expect((await control.sharedContacts()).map(({ name }) => name)).toEqual(["Amy's"]);
  await expect(control.removeSharedContacts(request.name)).rejects.toThrow("No list named");
});

it("K12: says each line that is wrong, and which words are known", async () => {
  const file = Buffer.from("address\nbob@example.com\nnobody@example.com\n");
  await expect(control.appendContacts(file, request)).rejects.toThrow(
    'line 3: There is no person "nobody@example.com"',
  );
  const wrong = { ...request, mode: "sometimes" as "once" };
  await expect(control.appendContacts(FILE, wrong)).rejects.toThrow('"sometimes" is none of once, in-step');
  const nobody = { ...request, audience: "group", audienceId: "sales" } as const;
  await expect(control.appendContacts(FILE, nobody)).rejects.toThrow("There is no group sales");
});
