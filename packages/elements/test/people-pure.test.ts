import type { Availability, ContactNode } from "@livename/client";
import { describe, expect, test } from "vitest";
import { formatOf } from "../src/live-contacts/files.ts";
import { movesOf } from "../src/live-contacts/moves.ts";
import { sorted } from "../src/live-list/order.ts";
import { watchablesOf } from "../src/live-list/people.ts";

const node = (id: string, kind: ContactNode["kind"], children: ContactNode[] = [], shared = false): ContactNode => ({
  ...{ id, kind, shared, name: id, target: kind === "folder" ? "" : id, nickname: "", note: "", address: "" },
  folder: undefined,
  children: children.map((child) => ({ ...child, folder: id })),
});
/** Amy, a folder with another folder and Ben in it, and a folder that the organisation gives. */
const TREE = [
  node("amy", "person"),
  node("team", "folder", [node("inner", "folder"), node("ben", "person")]),
  node("given", "folder", [], true),
];
const [amy, team] = TREE as [ContactNode, ContactNode, ContactNode];
const [inner, ben] = team.children as [ContactNode, ContactNode];
const ways = (entry: ContactNode) =>
  movesOf(entry, TREE).map((move) => (move.way === "into" ? `into ${move.folder.id}` : move.way));

describe("moves of a contact", () => {
  test("K3: a folder goes into no folder that stands in it, and nothing goes into a shared one", () => {
    expect(ways(amy)).toEqual(["down", "into team", "into inner"]);
    expect(ways(team)).toEqual(["up", "down"]);
    expect(ways(inner)).toEqual(["down", "out"]);
    expect(ways(ben)).toEqual(["up", "out", "into inner"]);
  });

  test("go beside the neighbour on that side", () => {
    expect(movesOf(team, TREE).map(({ place }) => place)).toEqual([{ before: amy }, { after: TREE[2] }]);
  });
});

test("a contact file's format is the ending of its name", () => {
  expect(["a.csv", "A.VCF", "x.y.json", "csv", "people.xml", ""].map(formatOf)).toEqual([
    ...["csv", "vcard", "json", "csv"],
    ...[undefined, undefined],
  ]);
});

describe("awareness list", () => {
  test("asks for each person named, the group and the document, and for nothing when there is nothing", () => {
    expect(
      watchablesOf({ people: " amy@example.com,ben@example.com;;  p-3 ", group: " sales ", document: "" }),
    ).toEqual([...["amy@example.com", "ben@example.com", "p-3"], { group: "sales" }]);
    expect(watchablesOf({ people: " , ", group: " ", document: "" })).toEqual([]);
  });

  test("sorts by what people can be asked, then by name as the language sorts it", () => {
    const one = (name: string, availability: Availability) => ({
      ...{ id: name, person: name, name },
      presence: { availability, activity: undefined, message: "", since: undefined, until: undefined, devices: [] },
    });
    const people = [one("Zoë", "available"), one("Émile", "offline"), one("Eve", "busy"), one("ärger", "available")];
    const names = (order: "name" | "presence") => sorted(people, order, "de").map(({ name }) => name);
    expect(names("presence")).toEqual(["ärger", "Zoë", "Eve", "Émile"]);
    expect(names("name")).toEqual(["ärger", "Émile", "Eve", "Zoë"]);
    expect(people[0]?.name).toBe("Zoë");
  });
});
