import { describe, expect, it } from "vitest";
import {
  faultsOfAlerts,
  faultsOfAnswers,
  faultsOfEpoch,
  faultsOfLog,
  faultsOfRegister,
  faultsOfShown,
  faultsOfTexts,
} from "../src/faults/check.ts";
import { drawRounds, STORE } from "../src/faults/draw.ts";
import type { Attempt, Tried, WentBack } from "../src/faults/journal.ts";
import { createOrderJudge, type Heard } from "../src/faults/order.ts";

const LOG = "log amy mike";
const STATUS = "status of amy";

/** An attempt that began and ended at these moments. */
const attempt = (what: string, value: string, began: number, ended: number, more: Partial<Attempt> = {}): Attempt => ({
  ...{ device: "amy 1", what, value, round: 1, calm: false, began, ended, outcome: "done" },
  ...more,
});
const sent = (value: string, number: number, began: number, more: Partial<Attempt> = {}) =>
  attempt(LOG, value, began, began + 1, { number, ...more });
const tried = (attempts: Attempt[], wentBack: WentBack[] = [], voided: number[] = []): Tried => ({
  ...{ attempts, wentBack, voided: new Set(voided) },
});
const refused = (code: string, more: Partial<Attempt> = {}) =>
  attempt(STATUS, "new", 5, 6, { outcome: "refused", code, ...more });

describe("the judge of runs with faults", () => {
  const log = [
    { number: 1, text: "a" },
    { number: 2, text: "b" },
  ];
  const both = [sent("a", 1, 1), sent("b", 2, 3)];

  it("finds nothing in a log that holds what was told, at its places", () => {
    expect(faultsOfLog(LOG, log, tried(both))).toEqual([]);
  });
  it.each<[string, Attempt[], { number: number; text: string }[], string]>([
    ["lost", [...both, sent("c", 3, 5)], log, '"c", 3, is lost'],
    ["at another place", [both[0]!, sent("b", 3, 3)], log, "was told as 3 and stands at 2"],
    ["there twice", both, [...log, { number: 3, text: "a" }], "stands at 1 and at 3"],
    ["a phantom", both, [...log, { number: 3, text: "c" }], "nobody has sent"],
    ["refused and there", [both[0]!, sent("b", 2, 3, { outcome: "refused" })], log, "was refused and stands"],
    ["behind a hole", both, [log[0]!, { number: 3, text: "b" }], "number 3 stands at place 2"],
    ["out of order", [sent("a", 1, 3), sent("b", 2, 1)], log, "behind a later one of amy 1"],
  ])("finds a message that is %s", (_what, attempts, entries, sentence) => {
    expect(faultsOfLog(LOG, entries, tried(attempts)).join()).toContain(sentence);
  });
  it("misses what went back with the data, and nothing else", () => {
    const lost = [...both, sent("c", 3, 5)];
    expect(faultsOfLog(LOG, log, tried(lost, [{ floor: 5, at: 7 }]))).toEqual([]);
    expect(faultsOfLog(LOG, log, tried(lost, [{ floor: 7, at: 9 }])).join()).toContain("is lost");
    expect(faultsOfLog(LOG, log, tried(lost, [{ floor: 2, at: 5 }])).join()).toContain("is lost");
  });

  it("takes what was written last, or at the same time, for what a register holds", () => {
    const one = attempt(STATUS, "one", 1, 4);
    const two = attempt(STATUS, "two", 2, 3);
    for (const value of ["one", "two"]) expect(faultsOfRegister(STATUS, value, tried([one, two]))).toEqual([]);
    const later = tried([one, two, attempt(STATUS, "three", 5, 6)]);
    expect(faultsOfRegister(STATUS, "three", later)).toEqual([]);
    expect(faultsOfRegister(STATUS, "two", later).join()).toContain("which a later change has replaced");
    expect(faultsOfRegister(STATUS, "", later).join()).toContain("is nothing, not");
    expect(faultsOfRegister(STATUS, "four", later).join()).toContain("which nobody has written");
  });
  it("takes an older value only when the data went back behind it", () => {
    const attempts = [attempt(STATUS, "one", 1, 2), attempt(STATUS, "two", 5, 6)];
    expect(faultsOfRegister(STATUS, "one", tried(attempts, [{ floor: 3, at: 7 }]))).toEqual([]);
    expect(faultsOfRegister(STATUS, "one", tried(attempts)).join()).toContain("a later change has replaced");
    expect(faultsOfRegister(STATUS, "", tried(attempts, [{ floor: 3, at: 7 }])).join()).toContain("is nothing");
  });
  it("finds a change that was made and refused", () => {
    const attempts = [attempt(STATUS, "one", 1, 2), refused("stale")];
    expect(faultsOfRegister(STATUS, "new", tried(attempts)).join()).toContain("which was refused as stale");
  });

  it("finds a change that nobody was told of, and one that was refused without a reason", () => {
    expect(faultsOfAnswers(tried([attempt(STATUS, "new", 1, 2)]))).toEqual([]);
    expect(faultsOfAnswers(tried([attempt(STATUS, "new", 1, 2, { outcome: "pending" })])).join()).toContain(
      "nobody was",
    );
    expect(faultsOfAnswers(tried([refused("invalid")])).join()).toContain("refused as invalid");
    expect(faultsOfAnswers(tried([refused("stale")])).join()).toContain("refused as stale");
    const other = attempt(STATUS, "other", 1, 2, { device: "amy 2" });
    expect(faultsOfAnswers(tried([other, refused("stale")]))).toEqual([]);
    expect(faultsOfAnswers(tried([refused("stale")], [], [1]))).toEqual([]);
    expect(faultsOfAnswers(tried([refused("stale", { calm: true })], [], [1])).join()).toContain("nothing was broken");
    expect(faultsOfAnswers(tried([refused("timeout", { outcome: "unknown" })]))).toEqual([]);
    expect(faultsOfAnswers(tried([refused("timeout", { outcome: "unknown", calm: true })])).length).toBe(1);
  });

  it("finds what a device shows and the server has not, and what it does not show", () => {
    const shown = { messages: ["1 a"], status: "new" };
    expect(faultsOfShown("amy 1", shown, { messages: ["1 a"], status: "new" })).toEqual([]);
    expect(faultsOfShown("amy 1", shown, { messages: ["1 a", "2 b"], status: "new" }).join()).toContain("of messages");
    expect(faultsOfShown("amy 1", shown, { messages: ["1 a"] }).join()).toContain('of status "new", not nothing');
  });
  it("finds a text that nobody wrote, a gap among alerts, and an epoch for no reason or none for one", () => {
    const { attempts } = tried([...both, attempt("folder Team of amy", "there", 1, 2)]);
    expect(faultsOfTexts("amy 1", ["a", "b", "Team"], tried([...attempts]))).toEqual([]);
    expect(faultsOfTexts("amy 1", ["a", "c"], tried(both)).join()).toContain('"c", which nobody has written');
    expect(faultsOfAlerts("amy", [3, 4, 5])).toEqual([]);
    expect(faultsOfAlerts("amy", [3, 5]).join()).toContain("alert 5 follows 3");
    expect(faultsOfEpoch("round 1", ["it is older"], ["it is older"])).toEqual([]);
    expect(faultsOfEpoch("round 1", ["it is older"], []).length).toBe(1);
    expect(faultsOfEpoch("round 1", [], ["it is older"]).length).toBe(1);
  });
});

describe("the judge of the order on a connection", () => {
  const version = (number: number, epoch = 1): Heard => ({
    ...{ kind: "register", of: "inbox", behind: ["inbox"], version: { epoch, version: number } },
  });
  const entry = (number: number): Heard => ({ kind: "entry", of: LOG, behind: ["inbox", "conversation"], number });
  const answer: Heard = { kind: "answer", to: "inbox" };
  const faultsOf = (...all: Heard[]): string => {
    const judge = createOrderJudge("amy 1");
    for (const heard of all) judge.heard(heard);
    return judge.faults.join();
  };

  it("finds nothing in versions and numbers that go up, on each connection anew", () => {
    expect(faultsOf(answer, version(1), entry(1), version(3), entry(2))).toBe("");
    expect(faultsOf(answer, version(3), { kind: "connection" }, answer, version(1, 2), entry(1))).toBe("");
  });
  it("finds a version and a number behind a later one, another epoch, and a push before its answer", () => {
    expect(faultsOf(answer, version(2), version(1))).toContain("version 1 of inbox behind 2");
    expect(faultsOf(answer, entry(2), entry(2))).toContain("2 behind 2");
    expect(faultsOf(answer, version(1), version(2, 2))).toContain("in epoch 2 on a connection of epoch 1");
    expect(faultsOf(version(1), answer)).toContain("before it was answered");
    expect(faultsOf(answer, { kind: "connection" }, version(1))).toContain("before it was answered");
  });
});

describe("what is drawn for a run", () => {
  const draw = (seed: number, short: boolean, count: number) => {
    const rounds = drawRounds(seed, short);
    return Array.from({ length: count }, () => rounds.next().value!);
  };
  it("is the same for the same seed", () => {
    expect(draw(7, false, 20)).toEqual(draw(7, false, 20));
    expect(draw(7, false, 20)).not.toEqual(draw(8, false, 20));
  });
  it("has each fault once before one comes again, and a short run ends", () => {
    expect(
      draw(7, false, STORE.length)
        .map(({ store }) => store)
        .sort(),
    ).toEqual([...STORE].sort());
    expect([...drawRounds(7, true)].length).toBe(6);
  });
});
