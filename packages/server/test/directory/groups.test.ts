import { afterEach, expect, it } from "vitest";
import { type GroupFormat, groupFormatOf, importGroups } from "../../src/features/directory/import/import-groups.ts";
import { ImportError } from "../../src/file/import-error.ts";
import type { GroupChange } from "../../src/people/groups.ts";
import { loadGroups } from "../../src/people/groups-index.ts";
import { loadPeople } from "../../src/people/people-index.ts";
import type { Store } from "../../src/stores.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";
import { person } from "../store/contract.ts";

const C = "default";
const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function community(...names: string[]) {
  const store = await openStore({ data: ":memory:", clock: systemClock });
  stores.push(store);
  await store.people.import(
    C,
    names.map((name) => person(`${name}@example.com`)),
  );
  const people = await loadPeople(store, [C]);
  return { store, people, id: (name: string) => people.resolve(C, `${name}@example.com`)!.id };
}

it("D4: groups in memory follow the store and the people, and tell who came and who left", async () => {
  const { store, people, id } = await community("amy", "bob");
  const [amy, bob] = [id("amy"), id("bob")];
  await store.groups.import(C, [
    { id: "sales", name: "Sales", members: [amy, bob] },
    { id: "all", name: "All", members: ["sales", "all"] },
  ]);
  const groups = await loadGroups(store, people, [C]);
  const told: GroupChange[] = [];
  const end = groups.onChange((change) => {
    // What is told can already be read.
    for (const one of change.left) expect(groups.has(C, change.group, one)).toBe(false);
    told.push(change);
  });
  expect(groups.find(C, "all")).toEqual({ id: "all", name: "All", members: new Set([amy, bob]) });
  expect(groups.has(C, "all", amy)).toBe(true);
  expect([...groups.of(C, amy)].sort()).toEqual(["all", "sales"]);
  expect([groups.find(C, "none"), groups.has("another", "all", amy), groups.of(C, "nobody")]).toEqual([
    undefined,
    false,
    [],
  ]);

  await store.people.setActive(C, bob, false);
  await people.refresh(C, bob);
  expect(told.splice(0).sort((a, b) => (a.group < b.group ? -1 : 1))).toEqual([
    { community: C, group: "all", entered: [], left: [bob], gone: false },
    { community: C, group: "sales", entered: [], left: [bob], gone: false },
  ]);
  expect(groups.of(C, bob)).toEqual([]);
  await store.people.setActive(C, bob, true);
  await people.refresh(C, bob);
  expect(told.splice(0).map(({ entered }) => entered)).toEqual([[bob], [bob]]);

  await store.groups.import(C, [{ id: "all", name: "Everybody", members: ["sales"] }]);
  await groups.refresh(C, "all");
  expect(told.splice(0)).toEqual([{ community: C, group: "all", entered: [], left: [], gone: false }]);
  expect(groups.find(C, "all")!.name).toBe("Everybody");

  await store.groups.remove(C, "sales");
  await groups.reload(C);
  expect(told.splice(0).sort((a, b) => (a.group < b.group ? -1 : 1))).toEqual([
    { community: C, group: "all", entered: [], left: expect.arrayContaining([amy, bob]), gone: false },
    { community: C, group: "sales", entered: [], left: expect.arrayContaining([amy, bob]), gone: true },
  ]);
  end();
  await store.groups.remove(C, "all");
  await groups.refresh(C, "all");
  expect([told, [...groups.ids(C)]]).toEqual([[], []]);
});

async function imported(text: string, format: GroupFormat) {
  const { store, id } = await community("amy", "bob");
  const report = await importGroups(store, C, Buffer.from(text), format);
  const groups = await store.groups.list(C, { after: "", limit: 99 });
  const names = new Map([
    [id("amy"), "amy"],
    [id("bob"), "bob"],
  ]);
  return {
    report,
    groups: groups.map(({ id, name, people, groups }) => [
      id,
      name,
      people.map((one) => names.get(one)).sort(),
      groups,
    ]),
  };
}

it("groups: reads CSV, LDIF and JSON alike", async () => {
  const csv = [
    "Group;Name;Member",
    "sales;Sales;AMY@example.com",
    "all;;sales",
    "sales;;bob@example.com",
    "HTTPS://Example.com/plan?x=1;The plan;sales",
    "empty;Nobody;",
  ].join("\n");
  const groups = [
    ["all", "all", [], ["sales"]],
    ["empty", "Nobody", [], []],
    ["https://example.com/plan", "The plan", [], ["sales"]],
    ["sales", "Sales", ["amy", "bob"], []],
  ];
  const report = { added: 4, changed: 0, unchanged: 0, ignored: [] };
  expect(await imported(csv, "csv")).toEqual({ report, groups });
  const json = [
    { group: "sales", name: "Sales", members: ["amy@example.com", "bob@example.com"] },
    { group: "all", members: ["sales"] },
    { group: "https://example.com/plan#top", name: "The plan", members: ["sales"], colour: "red" },
    { group: "empty", name: "Nobody" },
  ];
  expect(await imported(JSON.stringify(json), "json")).toEqual({ report: { ...report, ignored: ["colour"] }, groups });
  const ldif = [
    "version: 1",
    "",
    "dn: cn=Amy Currie, ou=People,dc=example",
    "objectClass: inetOrgPerson",
    "mail: amy@example.com",
    "",
    "dn: uid=bob,ou=people,dc=example",
    "objectClass: person",
    "mail: bob@example.com",
    "",
    "dn: cn=sales,dc=example",
    "objectClass: groupOfNames",
    "cn: sales",
    "description: Sales",
    "member: CN=amy currie,OU=people, DC=example",
    "member: uid=bob,ou=people,dc=example",
    "",
    "dn: cn=all,dc=example",
    "objectClass: groupOfUniqueNames",
    "cn: all",
    "uniqueMember: cn=sales,dc=example",
  ].join("\n");
  expect(await imported(ldif, "ldif")).toEqual({
    report: { ...report, added: 2 },
    groups: [groups[0], groups[3]],
  });
  expect(["a.CSV", "a.ldif", "a.json", "a.vcf", "a"].map(groupFormatOf)).toEqual([
    "csv",
    "ldif",
    "json",
    undefined,
    undefined,
  ]);
});

it.each<[GroupFormat, string, Array<[number, string]>]>([
  ["csv", "group,name,member\nsales,,amy@example.com\nsales,,eve@example.com\n", [[3, "no person and no group"]]],
  [
    "csv",
    "group,name,member\ns,A,amy@example.com\ns,B,bob@example.com\na@b,,amy@example.com\n",
    [
      [3, "one name"],
      [4, "without @"],
    ],
  ],
  [
    "csv",
    "name\nx\n",
    [
      [1, '"group"'],
      [1, '"member"'],
    ],
  ],
  ["csv", "group,member\n", [[0, "names no groups"]]],
  ["json", '[{"group": "s",\n "members": ["amy@example.com",\n 7, "x"]}]', [[3, "no text"]]],
  ["json", '[{"group": "s",\n "members": ["amy@example.com",\n "x"]}]', [[3, '"x"']]],
  ["json", '[\n{"group": "s"]', [[2, "no JSON"]]],
  ["json", '{"group": "s"}', [[0, "a list like"]]],
  [
    "json",
    '[\n"s"]',
    [
      [2, "a list like"],
      [2, "1 to 512"],
    ],
  ],
  ["json", "[".repeat(200_000), [[0, "a list like"]]],
  ["json", '[{"group":"s"},\n{"group":"s"}]', [[2, "given twice"]]],
  ["ldif", "dn: cn=s\nobjectClass: groupOfNames\ncn: s\nmember: cn=x\n", [[1, '"cn=x"']]],
])("groups: imports nothing of a %s file that is wrong, and says where: %#", async (format, text, problems) => {
  const { store } = await community("amy", "bob");
  const error = await importGroups(store, C, Buffer.from(text), format).catch((reason: unknown) => reason);
  if (!(error instanceof ImportError)) throw error;
  expect(error.problems.slice(0, 9)).toEqual(
    problems.map(([line, message]) => ({ line, message: expect.stringContaining(message) })),
  );
  expect(await store.groups.list(C, { after: "", limit: 9 })).toEqual([]);
});
