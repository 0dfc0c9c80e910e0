// The reducers against a model: whatever is lost or comes twice, a copy that asks with what it holds is the server's.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_LOG, extendLog, type Log, prependLog, resumeLog } from "../../src/kernel/log.ts";
import { applyDifference, emptyScope, isNewer, isSameVersion, type Scope } from "../../src/kernel/scope.ts";
import { createTurns } from "../../src/kernel/turns.ts";

interface Entry {
  readonly number: number;
  readonly text: string;
}

type Told = Parameters<typeof resumeLog>[1];

/** A log of the server: it may lose its oldest entries, and be put back to an earlier state, with another epoch. */
class ServerLog {
  epoch = 1;
  first = 1;
  entries: Entry[] = [];
  #count = 0;

  get last(): number {
    return this.first + this.entries.length - 1;
  }
  append(): Entry {
    const entry = { number: this.last + 1, text: `text ${++this.#count}` };
    this.entries.push(entry);
    return entry;
  }
  /** As `conversation.open` answers: what follows what is held, or the newest page. */
  answer(held: number, epoch: number, limit: number): readonly Entry[] {
    const counts = held > 0 && epoch === this.epoch && held >= this.first - 1 && held <= this.last;
    return counts ? this.entries.filter(({ number }) => number > held).slice(0, limit) : this.entries.slice(-limit);
  }
}

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ op: fc.constant("append" as const), lost: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("ask" as const), limit: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("trim" as const), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("restore" as const), count: fc.nat(6) }) },
);

describe("a log", () => {
  it("has no hole and nothing twice, and is the server's once it has caught up", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const server = new ServerLog();
        let log: Log<Entry> = EMPTY_LOG;
        const ask = (limit: number): boolean => {
          const entries = server.answer(log.last, log.epoch, limit);
          log = extendLog(resumeLog(log, server, entries).log, entries).log;
          return log.last < server.last;
        };
        for (const one of steps) {
          if (one.op === "append") {
            const entry = server.append();
            // A push reaches a copy that has been told of this epoch, or not at all.
            if (!one.lost && log.epoch === server.epoch) log = extendLog(log, [entry]).log;
          } else if (one.op === "ask") ask(one.limit);
          else if (one.op === "trim") {
            const gone = server.entries.splice(0, Math.min(one.count, server.entries.length));
            server.first += gone.length;
          } else {
            server.entries.splice(server.entries.length - Math.min(one.count, server.entries.length));
            server.epoch++;
          }
          const numbers = log.entries.map(({ number }) => number);
          expect(numbers).toEqual(numbers.map((_, at) => numbers[0]! + at));
          if (numbers.length > 0) expect(log.last).toBe(numbers.at(-1));
        }
        for (let more = true, rounds = 0; more; rounds++) {
          more = ask(3);
          expect(rounds).toBeLessThan(100);
        }
        const held = log.entries.filter(({ number }) => number >= server.first);
        expect([log.epoch, log.last, held]).toEqual([
          server.epoch,
          server.last,
          server.entries.slice(server.entries.length - held.length),
        ]);
        if (server.entries.length > 0) expect(held.length).toBeGreaterThan(0);
      }),
    );
  });

  it("grows at its beginning by the page before, and by no other", () => {
    const entries = Array.from({ length: 9 }, (_, at) => ({ number: at + 1, text: "" }));
    const held = extendLog({ epoch: 1, entries: [], last: 4 }, entries.slice(4)).log;
    expect(prependLog(held, entries.slice(0, 2))).toBe(held);
    expect(prependLog(held, entries.slice(6))).toBe(held);
    expect(prependLog(held, entries.slice(1, 6)).entries.map(({ number }) => number)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("says what of it counts when an answer continues it", () => {
    const held: Log<Entry> = { epoch: 7, entries: [{ number: 3, text: "" }], last: 3 };
    const four = [{ number: 4, text: "" }];
    const [seven, eight] = [7, 8].map((epoch) => ({ epoch, first: 1 })) as [Told, Told];
    expect(resumeLog(held, seven, four)).toEqual({ log: held, kept: "all" });
    expect(resumeLog(held, seven, [])).toEqual({ log: held, kept: "all" });
    const none = { log: { epoch: 7, entries: [], last: 8 }, kept: "none" };
    expect(resumeLog(held, seven, [{ number: 9 }])).toEqual(none);
    expect(resumeLog(held, { epoch: 7, first: 9 }, [])).toEqual(none);
    expect(resumeLog(held, eight, four)).toEqual({ log: { epoch: 8, entries: [], last: 3 }, kept: "other-epoch" });
    expect(resumeLog(held, eight, [])).toEqual({ log: { epoch: 8, entries: [], last: 0 }, kept: "other-epoch" });
    expect(resumeLog(EMPTY_LOG, eight, []).kept).toBe("all");
  });
});

describe("a scope", () => {
  it("is the server's after any differences, and forgets what is void", () => {
    const change = fc.record({ id: fc.constantFrom("a", "b", "c", "d"), gone: fc.boolean(), lost: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const server = new Map<string, number>();
        const history: Array<{ readonly id: string; readonly version: number }> = [];
        let version = 0;
        let scope: Scope<number> = emptyScope();
        const ask = (): void => {
          const since = scope.version?.version ?? 0;
          const ids = new Set(history.filter((one) => one.version > since).map(({ id }) => id));
          scope = applyDifference(scope, {
            version: { epoch: 1, version },
            changed: [...server].filter(([id]) => since === 0 || ids.has(id)),
            removed: [...ids].filter((id) => !server.has(id)),
            complete: since === 0,
          });
        };
        for (const { id, gone, lost } of changes) {
          const base = { epoch: 1, version };
          version++;
          history.push({ id, version });
          if (gone) server.delete(id);
          else server.set(id, version);
          if (lost) continue;
          if (!isSameVersion(scope.version, base)) ask();
          else
            scope = applyDifference(scope, {
              version: { epoch: 1, version },
              changed: gone ? [] : [[id, version]],
              removed: gone ? [id] : [],
            });
          expect(scope.registers).toEqual(server);
        }
        ask();
        expect(scope.registers).toEqual(server);
      }),
    );
  });

  it("is newer in another epoch, whatever the numbers say", () => {
    const held = { epoch: 2, version: 9 };
    expect(isNewer(undefined, held)).toBe(true);
    expect(isNewer(held, { epoch: 2, version: 9 })).toBe(false);
    expect(isNewer(held, { epoch: 2, version: 10 })).toBe(true);
    expect(isNewer(held, { epoch: 1, version: 1 })).toBe(true);
    expect(isNewer(held, undefined)).toBe(true);
  });
});

it("tasks in turn come one after the other, however they end", async () => {
  const inTurn = createTurns();
  const done: string[] = [];
  const first = inTurn(async () => {
    await Promise.resolve();
    done.push("one");
    throw new Error("refused");
  });
  const second = inTurn(async () => done.push("two"));
  await expect(first).rejects.toThrow("refused");
  await second;
  expect(done).toEqual(["one", "two"]);
});
