import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { continues, contradicts, type History, RUNS } from "../../src/store/continuity.ts";
import { openToken, sealToken } from "../../src/store/continuity-token.ts";
import { openStore, restore, type Store } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";

const CHILD = new URL("./append-child.ts", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "livename-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let data: string;
let mark: string;
let count = 0;
const said: string[] = [];
beforeEach(() => {
  data = join(root, `${count}`, "data");
  mkdirSync(data, { recursive: true });
  count++;
  mark = `${data}.mark`;
});

const log = {
  info: (_: object, sentence: string) => void said.push(`info ${sentence}`),
  warn: (_: object, sentence: string) => void said.push(`warn ${sentence}`),
};

const open = (more: { mark?: string } = {}): Promise<Store> => {
  said.length = 0;
  return openStore({ data, clock: systemClock, log, ...more });
};

let keys = 0;
const append = (store: Store, text = "Have you read my proposal?") =>
  store.conversations.append({
    ...{ community: "default", conversation: "c", members: ["amy", "bob"], sender: "amy", key: `key-${keys++}` },
    ...{ text, timeMs: 1, withheldFrom: [] },
  });

/** Opens the store, writes so often, closes it. Returns the epoch. */
async function run(writes: number): Promise<number> {
  const store = await open();
  for (let i = 0; i < writes; i++) await append(store);
  await store.close();
  return store.epoch;
}

const copy = (from: string, to: string): void => cpSync(from, to, { recursive: true });

describe("an epoch goes on", () => {
  it("over clean stops, without a word", async () => {
    const epoch = await run(2);
    expect(said).toEqual([]);
    for (let i = 0; i < 20; i++) {
      expect(await run(i % 3)).toBe(epoch);
      expect(said).toEqual([]);
    }
  });

  it("over SIGKILL in the middle of writes", { timeout: 120_000 }, async () => {
    const epoch = await run(0);
    for (let i = 0; i < 20; i++) {
      const child = spawn(process.execPath, [CHILD, data, "FULL", "4"], { stdio: ["ignore", "pipe", "inherit"] });
      await new Promise((resolve) => child.stdout.once("data", resolve));
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("close", resolve));
      if (i % 4 === 3) expect(await run(1)).toBe(epoch);
    }
    expect(await run(1)).toBe(epoch);
    expect(said).toEqual([]);
  });

  it("when the mark is from before, as after a loss of power", async () => {
    const epoch = await run(2);
    const before = readFileSync(mark);
    await run(2);
    writeFileSync(mark, before);
    expect(await run(0)).toBe(epoch);
  });
});

describe("a new epoch comes, with a sentence that says why", () => {
  it.each<[string, string, () => Promise<void> | void]>([
    [
      "the folder is put back",
      "it is older than the last state that the mark records",
      async () => {
        copy(data, `${data}.copy`);
        await run(1);
        rmSync(data, { recursive: true });
        copy(`${data}.copy`, data);
      },
    ],
    [
      "the folder is put back, of a run in which nothing was written since",
      "it is older than the last state that the mark records",
      async () => {
        copy(data, `${data}.copy`);
        await run(0);
        rmSync(data, { recursive: true });
        copy(`${data}.copy`, data);
      },
    ],
    [
      "the database file is put back alone",
      "it is older than the last state that the mark records",
      async () => {
        copy(join(data, "livename.db"), `${data}.db`);
        await run(3);
        copy(`${data}.db`, join(data, "livename.db"));
      },
    ],
    ["the mark was deleted", "there is no mark of the last state", () => rmSync(mark)],
    ["the mark is cut", "the mark of the last state is damaged", () => truncateSync(mark, 40)],
    [
      "the mark was changed",
      "the mark of the last state is damaged",
      () => {
        const bytes = readFileSync(mark);
        bytes[8 + 32 + 23]! ^= 1;
        writeFileSync(mark, bytes);
      },
    ],
    [
      "the mark is another store's",
      "the mark belongs to another store, or to another state of this one",
      async () => {
        const other = `${data}-other`;
        const store = await openStore({ data: other, clock: systemClock });
        await store.close();
        copy(`${other}.mark`, mark);
      },
    ],
  ])("%s", async (_, reason, change) => {
    const epoch = await run(3);
    await change();
    const renewed = await run(1);
    expect(renewed).not.toBe(epoch);
    expect(said).toEqual([expect.stringMatching(`^warn .*, since ${reason}$`)]);
    // Once: from then on it goes on.
    expect(await run(1)).toBe(renewed);
    expect(said).toEqual([]);
  });

  it("the last frames of a log are torn", { timeout: 60_000 }, async () => {
    const epoch = await run(1);
    const child = spawn(process.execPath, [CHILD, data, "FULL", "1"], { stdio: ["ignore", "pipe", "inherit"] });
    let lines = 0;
    await new Promise<void>((resolve) =>
      child.stdout.on("data", (text: Buffer) => {
        lines += text.toString().split("\n").length - 1;
        if (lines > 20) resolve();
      }),
    );
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    const wal = join(data, "livename.db-wal");
    // The last commit was told to nobody, perhaps.
    truncateSync(wal, statSync(wal).size / 2);
    expect(await run(0)).not.toBe(epoch);
    expect(said).toEqual([expect.stringContaining("it is older than the last state that the mark records")]);
  });

  it("the same copy is put back twice, never the same epoch, whatever the clock says", async () => {
    const clock = { ...systemClock, now: () => 1_795_000_000_000 };
    const opened = async () => {
      const store = await openStore({ data, clock });
      await append(store);
      await store.close();
      return store.epoch;
    };
    const epochs = new Set([await opened()]);
    copy(data, `${data}.copy`);
    for (let i = 0; i < 4; i++) {
      await opened();
      rmSync(data, { recursive: true });
      copy(`${data}.copy`, data);
      epochs.add(await opened());
    }
    expect(epochs.size).toBe(5);
  });
});

describe("a store that was", () => {
  it("restored has a new epoch, which its first start keeps, with an old mark there or none", async () => {
    const epoch = await run(1);
    const store = await open();
    const file = join(root, `backup-${count}.db`);
    await store.backup(file);
    await append(store);
    await store.close();
    rmSync(data, { recursive: true });
    await restore({ file, data, clock: systemClock });
    const restored = await run(1);
    expect(restored).not.toBe(epoch);
    expect(said).toEqual([]);
    expect(await run(1)).toBe(restored);
    // A copy that was taken before its first start is older than what was told since.
    rmSync(data, { recursive: true });
    await restore({ file, data, clock: systemClock });
    copy(data, `${data}.fresh`);
    const again = await run(1);
    rmSync(data, { recursive: true });
    copy(`${data}.fresh`, data);
    expect(await run(0)).not.toBe(again);
  });

  it("kept by a version that did not count gets a new epoch once, as news and no warning", async () => {
    const epoch = await run(1);
    rmSync(mark);
    const db = new DatabaseSync(join(data, "livename.db"));
    db.exec("delete from meta where key = 'commits'; drop table runs");
    db.close();
    const renewed = await run(1);
    expect(renewed).not.toBe(epoch);
    expect(said).toEqual([expect.stringMatching(/^info .*a version that did not count/)]);
    expect(await run(1)).toBe(renewed);
  });
});

describe("the mark", () => {
  it("is this user's alone, and says before each answer what is told by it", async () => {
    const store = await open();
    for (let i = 0; i < 5; i++) {
      const before = readFileSync(mark);
      await append(store);
      expect(readFileSync(mark).equals(before)).toBe(false);
    }
    expect(statSync(mark).mode & 0o777).toBe(0o600);
    const after = readFileSync(mark);
    await store.conversations.markRead("default", "c", "amy", 0);
    // Nothing was changed: nothing is counted.
    expect(readFileSync(mark).equals(after)).toBe(true);
    await store.close();
  });

  it("lies where the option says", async () => {
    const named = join(root, "elsewhere.mark");
    await (await open({ mark: named })).close();
    expect([existsSync(named), existsSync(mark)]).toEqual([true, false]);
  });

  it("is refused in a folder that is not there, with what to do", async () => {
    const file = join(root, "none", "livename.mark");
    await expect(open({ mark: file })).rejects.toMatchObject({
      name: "StoreStartError",
      message: `The mark ${file} cannot be made: there is no folder ${join(root, "none")}. Make its folder, owned by the user that runs the server, or name another file with the option mark.`,
    });
  });

  it("lies in the data folder where no other place is, with a warning that says what that costs", async () => {
    chmodSync(join(data, ".."), 0o777);
    const epoch = await run(1);
    expect(existsSync(join(data, "livename.mark"))).toBe(true);
    expect(said).toEqual([
      expect.stringMatching(/^warn .*everybody may write.*only clients can detect it.*option mark/),
    ]);
    expect(await run(1)).toBe(epoch);
  });
});

describe("what clients are given", () => {
  it("proves that the store went back, folder and mark together, also when it has come further since", async () => {
    await run(2);
    copy(data, `${data}.copy`);
    copy(mark, `${mark}.copy`);
    const lost = await open();
    const early = lost.evidence!.token();
    for (let i = 0; i < 5; i++) await append(lost);
    const token = lost.evidence!.token();
    expect(lost.evidence!.proves(token)).toBe(false);
    await lost.close();
    rmSync(data, { recursive: true });
    copy(`${data}.copy`, data);
    copy(`${mark}.copy`, mark);

    const store = await open();
    expect(said).toEqual([]);
    expect(store.epoch).toBe(lost.epoch);
    for (let i = 0; i < 9; i++) await append(store);
    expect([token, early].map((one) => store.evidence!.proves(one))).toEqual([true, true]);
    const own = store.evidence!.token();
    expect(store.evidence!.proves(own)).toBe(false);
    await Promise.all([store.evidence!.renew(), store.evidence!.renew()]);
    expect(store.epoch).not.toBe(lost.epoch);
    expect([token, own, store.evidence!.token()].map((one) => store.evidence!.proves(one))).toEqual([
      false,
      false,
      false,
    ]);
    expect(await append(store)).toMatchObject({ epoch: store.epoch, number: 12 });
    expect(await store.conversations.inbox("default", "amy", 0, 9)).toMatchObject({ epoch: store.epoch });
    await store.close();
    expect(await run(1)).toBe(store.epoch);
  });

  it("proves nothing when it was forged, bent or cut", async () => {
    const store = await open();
    const token = Buffer.from(store.evidence!.token());
    token[23]! += 1;
    const forged = sealToken(new Uint8Array(32), { epoch: store.epoch, run: 1, commits: 999 });
    for (const one of [token, forged, token.subarray(0, 39), new Uint8Array()])
      expect(store.evidence!.proves(one)).toBe(false);
    expect(readFileSync(mark).includes(Buffer.from(store.evidence!.token()).subarray(24))).toBe(false);
    await store.close();
  });

  it("is sealed and opened with one key", () => {
    const key = new Uint8Array(32).fill(7);
    const told = { epoch: 1_795_000_000_000, run: 2 ** 48 - 2, commits: 12 };
    expect(openToken(key, sealToken(key, told))).toEqual(told);
    expect(openToken(new Uint8Array(32), sealToken(key, told))).toBeUndefined();
  });
});

describe("the rules", () => {
  const history: History = {
    ...{ epoch: 5, commits: 120 },
    runs: [
      { run: 11, began: 1 },
      { run: 12, began: 101 },
    ],
  };
  it.each([
    [{ epoch: 5, run: 12, commits: 120 }, true],
    [{ epoch: 5, run: 12, commits: 121 }, false],
    [{ epoch: 5, run: 11, commits: 100 }, true],
    [{ epoch: 5, run: 11, commits: 101 }, false],
    [{ epoch: 5, run: 13, commits: 3 }, false],
    [{ epoch: 6, run: 12, commits: 110 }, false],
  ])("%o: continued %s", (told, expected) => {
    expect(continues(history, told)).toBe(expected);
    expect(contradicts(history, told)).toBe(!expected && told.epoch === 5);
  });

  it("of runs that are no longer remembered nothing is concluded", () => {
    const runs = Array.from({ length: RUNS }, (_, i) => ({ run: i, began: 500 + i }));
    const long = { epoch: 5, commits: 9_000, runs };
    expect(contradicts(long, { epoch: 5, run: -1, commits: 499 })).toBe(false);
    expect(contradicts(long, { epoch: 5, run: -1, commits: 500 })).toBe(true);
  });
});
