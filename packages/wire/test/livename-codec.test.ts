import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { decode, encode } from "../src/index.ts";

const command = fileURLToPath(new URL("../bin/livename-codec.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const PROTO = `syntax = "proto3";
package notes.v1;
service NotesService {
  rpc Add(AddRequest) returns (AddReply);
  rpc Added(AddedPush) returns (AddedPush);
}
enum Method { METHOD_UNSPECIFIED = 0; METHOD_NOTES_ADD = 10000; METHOD_NOTES_ADDED = 10001; }
message Note { string text = 1; uint64 time_ms = 2; }
message AddRequest { repeated Note notes = 1; }
message AddReply { repeated uint64 ids = 1; }
message AddedPush { Note note = 1; }
`;

it("makes calls and handlers of the messages of an application, without eval", async () => {
  const proto = join(root, "notes.proto");
  writeFileSync(proto, PROTO);
  const gen = join(root, "gen");
  execFileSync("node", [command, proto, gen]);
  writeFileSync(join(gen, "mine.js"), "// Mine.\n");
  writeFileSync(join(gen, "old.js"), "// Generated from another.proto by livename-codec. Do not edit.\n");
  execFileSync("node", [command, proto, gen]);
  const names = readdirSync(gen).sort();
  expect(
    names.filter((name) => name.endsWith(".js")),
    "what is not generated stays",
  ).toEqual(["calls-notes.js", "calls.js", "handlers.js", "mine.js", "notes.js"]);
  for (const name of names) expect(readFileSync(join(gen, name), "utf8")).not.toMatch(/\beval\b|\bFunction\(/);
  const { notesAdd, notesAdded } = await import(pathToFileURL(join(gen, "calls.js")).href);
  const handlers = await import(pathToFileURL(join(gen, "handlers.js")).href);
  const request = { notes: [{ text: "Ship", timeMs: 2 ** 52 }] };
  expect(decode(handlers.notesAdd.read, encode(notesAdd.write, request))).toEqual(request);
  expect([notesAdd.method, handlers.notesAdd.name, notesAdded.method, handlers.notesAdd.shape]).toEqual([
    10_000,
    "notes_add",
    10_001,
    { 1: {} },
  ]);
});

it.each([
  ["no folder", PROTO, [], 2, "livename-codec pinboard.proto gen"],
  [
    "a method without its number",
    PROTO.replace("METHOD_NOTES_ADD =", "METHOD_NOTES_PUT ="),
    ["gen"],
    1,
    "METHOD_NOTES_ADD",
  ],
  [
    "a type that the codec has not",
    PROTO.replace("uint64 time_ms", "double time_ms"),
    ["gen"],
    1,
    "no double; use one of string",
  ],
  ["a message that holds itself", PROTO.replace("uint64 time_ms", "Note time_ms"), ["gen"], 1, "holds itself"],
])("says what is wrong: %s", (_what, text, more, status, sentence) => {
  const proto = join(root, "notes.proto");
  writeFileSync(proto, text);
  const ended = spawnSync("node", [command, proto, ...more], { encoding: "utf8", cwd: root });
  expect([ended.status, ended.stderr]).toEqual([status, expect.stringContaining(sentence)]);
});
