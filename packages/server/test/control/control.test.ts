import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectControl } from "../../src/control/connect-control.ts";
import { type Control, createControl } from "../../src/control/control.ts";
import { type ControlServer, startControl } from "../../src/control/start-control.ts";
import { type LoadedGroups, loadGroups } from "../../src/people/groups-index.ts";
import { type LoadedPeople, loadPeople } from "../../src/people/people-index.ts";
import { openPhotos } from "../../src/photo/photos.ts";
import type { Store } from "../../src/stores.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";
import { person } from "../store/contract.ts";

const folder = mkdtempSync(join(tmpdir(), "livename-test-"));
const path = join(folder, "control.sock");
let store: Store;
let people: LoadedPeople;
let groups: LoadedGroups;
let server: ControlServer;
let control: Control;
const changed: string[] = [];

beforeAll(async () => {
  store = await openStore({ data: ":memory:", clock: systemClock });
  people = await loadPeople(store, ["default"]);
  groups = await loadGroups(store, people, ["default"]);
  people.onChange((_, id) => changed.push(id));
  const photos = await openPhotos(join(folder, "photos"));
  // What a process left behind that was killed.
  writeFileSync(path, "");
  server = await startControl({
    path,
    control: createControl({ store, people, groups, photos, community: "default", status: () => ({ sessions: 7 }) }),
  });
  control = (await connectControl(path))!;
});
afterAll(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function raw(method: string, route: string, body = ""): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: path, method, path: route, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve([response.statusCode!, text]));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("the control socket", () => {
  it("is the owner's alone, and absent where no server runs", async () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await connectControl(join(folder, "other.sock"))).toBeUndefined();
  });

  it("is found where a data folder is too deep for a socket's path, and leaves nothing behind", async () => {
    const deep = join(folder, "x".repeat(60), "y".repeat(60));
    mkdirSync(deep, { recursive: true });
    const wanted = join(deep, "control.sock");
    expect(await connectControl(wanted)).toBeUndefined();
    // What a process left behind that was killed: a note of a socket that nobody listens on.
    writeFileSync(join(deep, "control.path"), join(folder, "gone", "control.sock"));
    expect(await connectControl(wanted)).toBeUndefined();
    const second = await startControl({ path: wanted, control });
    const note = join(deep, "control.path");
    const at = readFileSync(note, "utf8");
    expect([statSync(note).mode & 0o777, statSync(at).mode & 0o777, statSync(dirname(at)).mode & 0o777]).toEqual([
      0o600, 0o600, 0o700,
    ]);
    expect(await (await connectControl(wanted))!.status()).toEqual({ sessions: 7 });
    await second.close();
    expect([existsSync(note), existsSync(dirname(at))]).toEqual([false, false]);
    expect(await connectControl(wanted)).toBeUndefined();
  });

  it("changes people, and the running server knows at once", async () => {
    const file = Buffer.from("address,name\namy@example.com,Amy\nbob@example.com,Bob\n");
    expect(await control.importPeople(file, "csv")).toEqual({ added: 2, changed: 0, unchanged: 0, ignored: [] });
    const amy = people.resolve("default", "amy@example.com")!;
    expect(amy.name).toBe("Amy");
    expect((await control.list({ after: "", limit: 10 })).map(({ name }) => name).sort()).toEqual(["Amy", "Bob"]);
    const eve = await control.add(person("Eve@example.com", { addresses: ["Eve@example.com"], name: "Eve" }));
    expect(people.resolve("default", "eve@example.com")).toEqual(eve);

    changed.length = 0;
    expect(await control.setActive("amy@example.com", false)).toMatchObject({ active: false });
    expect(people.resolve("default", amy.id)).toBeUndefined();
    expect(people.resolve("default", "amy@example.com")).toBeUndefined();
    await control.setActive(amy.id, true);
    expect(people.resolve("default", "amy@example.com")).toEqual(amy);
    await control.erase("eve@example.com");
    expect(people.resolve("default", eve.id)).toBeUndefined();
    expect(changed).toEqual([amy.id, amy.id, eve.id]);
    expect(await control.status()).toEqual({ sessions: 7 });
  });

  it("erases what a person wrote only when that is asked for, and leaves no photo", async () => {
    const [one, two] = await Promise.all(
      ["one", "two"].map((name) => control.add(person(`${name}@example.com`, { addresses: [`${name}@example.com`] }))),
    );
    const { append, entries } = store.conversations;
    const say = (id: string) =>
      append({
        ...{ community: "default", conversation: `c ${id}`, members: [id, "bob"], sender: id, key: "key-0001" },
        ...{ text: "What was written", timeMs: 1, withheldFrom: [] },
      });
    await Promise.all([say(one!.id), say(two!.id)]);
    await control.setPhoto(one!.id, Buffer.from("\x89PNG\r\n\x1a\nand so on", "latin1"));
    expect(existsSync(join(folder, "photos", one!.id))).toBe(true);
    await control.erase(one!.id);
    await control.erase(two!.id, { messages: true });
    const textsOf = async (id: string) =>
      (await entries("default", `c ${id}`, "bob", { after: 0, limit: 9 })).map(({ text }) => text);
    expect([await textsOf(one!.id), await textsOf(two!.id)]).toEqual([["What was written"], [""]]);
    expect(existsSync(join(folder, "photos", one!.id))).toBe(false);
  });

  it("ends sign-ins in browsers with a new password", async () => {
    const { id } = people.resolve("default", "bob@example.com")!;
    await store.people.setPassword("default", id, "before");
    const signIn = { secretHash: "h", community: "default", person: id, createdMs: 1, expiresMs: 2 };
    expect(await store.signIns.add(signIn, "before")).toBe(true);
    await control.setPassword(id, "four blue boats");
    expect(await store.people.passwordHash("default", id)).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(await store.signIns.get("h")).toBeUndefined();
  });

  it("changes groups, and the running server knows at once", async () => {
    const file = Buffer.from("group,name,member\nsales,Sales,amy@example.com\nall,,sales\n");
    expect(await control.importGroups(file, "csv")).toEqual({ added: 2, changed: 0, unchanged: 0, ignored: [] });
    const [amy, bob] = ["amy", "bob"].map((name) => people.resolve("default", `${name}@example.com`)!.id) as [
      string,
      string,
    ];
    expect([...groups.find("default", "all")!.members]).toEqual([amy]);
    expect(await control.changeGroup("sales", { add: ["BOB@example.com"], remove: [amy] })).toMatchObject({
      name: "Sales",
      people: [bob],
    });
    expect(groups.has("default", "all", bob)).toBe(true);
    expect(await control.setGroup({ id: "sales", name: "", members: [] })).toMatchObject({ name: "sales", people: [] });
    expect(await control.listGroups({ after: "", limit: 9 })).toMatchObject([{ id: "all" }, { id: "sales" }]);
    await control.removeGroup("sales");
    expect(await control.group("all")).toMatchObject({ groups: [] });
    await expect(control.group("sales")).rejects.toThrow("There is no group sales");
    await expect(control.changeGroup("all", { add: ["eve@example.com"], remove: [] })).rejects.toThrow(
      'no person and no group "eve@example.com"',
    );
    await expect(control.changeGroup("all", { add: [], remove: [bob] })).rejects.toThrow("no member of all");
    await expect(control.setGroup({ id: "a@b", name: "", members: [] })).rejects.toThrow("without @");
  });

  it("refuses with the sentences that the command shows", async () => {
    await expect(control.erase("nobody@example.com")).rejects.toThrow("There is no person nobody@example.com");
    await control.add(person("bob@example.com"));
    await expect(control.setPassword("bob@example.com", "")).rejects.toThrow("at least 10");
    await expect(control.setPassword("bob@example.com", "password123")).rejects.toThrow("among the first");
    await expect(control.setPassword("bob@example.com", "bob@example.com")).rejects.toThrow("name or address");
    await expect(control.add(person("no address"))).rejects.toThrow("is no address");
    await expect(control.importPeople(Buffer.from("address,name\nx,X\ny,Y\n"), "csv")).rejects.toThrow(
      /^line 2: .*\nline 3: /,
    );
  });

  it("answers rubbish with a sentence and goes on", async () => {
    expect(await raw("GET", "/nothing")).toEqual([422, expect.stringContaining("There is no GET /nothing")]);
    expect(await raw("POST", "/people/erase", "{")).toEqual([422, expect.stringContaining("no JSON")]);
    expect(await raw("POST", "/people/erase", "{}")).toEqual([422, expect.stringContaining('the text \\"person\\"')]);
    expect(await raw("POST", "/people/add", '{"addresses":[1]}')).toEqual([422, expect.stringContaining("addresses")]);
    expect(await raw("POST", "/people/import?format=pdf")).toEqual([422, expect.stringContaining("format")]);
    expect(await raw("POST", "/people/erase", "x".repeat(70_000))).toEqual([
      422,
      expect.stringContaining("larger than"),
    ]);
    expect(await raw("GET", "//")).toEqual([422, expect.stringContaining("no GET such address")]);
    expect((await raw("GET", "/status"))[0]).toBe(200);
  });
});
