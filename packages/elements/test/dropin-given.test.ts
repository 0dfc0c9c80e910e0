import { expect, test } from "vitest";
import { readAttributes } from "../src/drop-in/attributes.ts";
import { given } from "../src/drop-in/given.ts";

const read = (dataset: Record<string, string>, query = "", page: Record<string, unknown> = {}) => {
  const { data, complaints } = given({ dataset, query, page });
  return [Object.fromEntries(data), complaints];
};

test("options stand in the tag, in the script's address, or in window.livename: in this order", () => {
  expect(
    read({ prefix: "tag" }, "?prefix=address&lang=de&scan", { prefix: "page", lang: "fr", signIn: "/login" }),
  ).toEqual([{ prefix: "tag", lang: "de", scan: "", signIn: "/login" }, []]);
});

test("an address names them with or without data-, encoded, beside what fetches a new version", () => {
  const map = 'a[href^="/users/"] -> {id}';
  expect(read({}, `?ver=6.1&data-scan=text&scan-map=${encodeURIComponent(map)}`)).toEqual([
    { scan: "text", scanMap: map },
    [],
  ]);
});

test("window.livename has true and false as well, and what else is its own", () => {
  const page = { scan: true, dock: false, place: false, token: () => "x", onReady: () => {}, map: [], stop: undefined };
  expect(read({}, "", page)).toEqual([{ scan: "", dock: "off" }, []]);
  expect(read({}, "", { token: "/im-token" })).toEqual([{ token: "/im-token" }, []]);
});

test("what nobody knows is said, by the name that it was given under", () => {
  const [data, complaints] = read({ scann: "" }, "?scanmap=x&v=1", { scanNames: 7, colour: "red" });
  expect(data).toEqual({});
  expect(complaints).toEqual([
    expect.stringMatching(/^data-scann is no attribute of this script; known are data-scan, data-scan-selector/),
    expect.stringMatching(/^scanmap is no option in this script's address; known are scan, scan-selector/),
    "window.livename.scanNames is neither a text nor true or false and is not used.",
    expect.stringMatching(/^window.livename.colour is no option of this script; known are scan, /),
  ]);
});

test("a map is read where it was given, and a map alone scans", () => {
  const { scan } = readAttributes({}, { query: "?scan-application=redmine", page: { map: ["~{uid}"] } });
  expect(scan).toMatchObject({ map: { map: ["~{uid}"], application: "redmine", called: "window.livename.map" } });
  expect(readAttributes({ scanMap: "~{uid}" }, { page: { map: ["x"] } }).scan?.map?.called).toBe("data-scan-map");
  expect(readAttributes({ scanMap: "~{uid}", scan: "off" }).scan).toBeUndefined();
  expect(readAttributes({ scan: "text" }).scan).toMatchObject({ text: true });
});
