import { describe, expect, it } from "vitest";
import type { LogEntry, Record, Sent, Sight } from "../src/soak/cast-requests.ts";
import { faultsOfLog, faultsOfPresence, faultsOfStatus } from "../src/soak/check.ts";
import { drawFaults } from "../src/soak/faults.ts";

const entry = (number: number, text: string, sender = "p1"): LogEntry => ({ number, sender, text });
const sent = (number: number, text: string): Sent => ({ sender: "amy", partner: "mike", text, number });
const LOG = [entry(1, "amy 7 0"), entry(2, "mike 9 0", "p2"), entry(3, "amy 7 1")];

describe("the judge of soak runs", () => {
  it("finds nothing in logs that are equal, without a hole, and hold what was acknowledged", () => {
    expect(faultsOfLog("amy mike", [sent(1, "amy 7 0"), sent(3, "amy 7 1")], [LOG, LOG])).toEqual([]);
  });
  it.each<[string, Sent[], LogEntry[][], string]>([
    ["lost", [sent(4, "amy 7 2")], [LOG], "is lost"],
    ["moved", [sent(2, "amy 7 1")], [LOG], "stands at 3"],
    ["doubled", [], [[...LOG, entry(4, "amy 7 1")]], "stands 2 times"],
    ["missing a number", [], [[LOG[0]!, entry(3, "amy 7 1")]], "number 3 stands at place 2"],
    ["out of order", [], [[entry(1, "amy 7 1"), entry(2, "amy 7 0")]], "behind a later one"],
    ["on one device only", [], [LOG, LOG.slice(0, 2)], "another log"],
  ])("finds a message that is %s", (_what, acknowledged, logs, sentence) => {
    expect(faultsOfLog("amy mike", acknowledged, logs).join()).toContain(sentence);
  });
  it("finds who was seen to go, who lost the connection, and what was refused, since the fault began", () => {
    const record: Record = {
      acknowledged: [],
      refused: ["amy: no"],
      gone: [
        { watcher: "amy", person: "mike", atMs: 5 },
        { watcher: "amy", person: "priya", atMs: 15 },
      ],
      lost: [{ member: "jonas", atMs: 12 }],
    };
    const found = (mayLose: boolean) => faultsOfPresence("a step", [record], 10, mayLose).join("\n");
    expect(found(false)).toMatch(/priya go.*\n.*jonas lost.*\n.*refused/);
    expect(found(false)).not.toContain("mike");
    expect(found(true)).not.toContain("jonas");
  });
  it("finds who sees another status or another end of it", () => {
    const sight: Sight = { watcher: "amy", person: "mike", availability: "busy", message: "new", endsInMs: 60_000 };
    const wanted = { person: "mike", message: "new", endsInMs: 60_000, withinMs: 5_000 };
    expect(faultsOfStatus("now", [sight], wanted)).toEqual([]);
    expect(faultsOfStatus("now", [{ ...sight, message: "old" }], wanted).join()).toContain('"old", not "new"');
    expect(faultsOfStatus("now", [{ ...sight, endsInMs: 70_000 }], wanted).join()).toContain("in 70 s, not in 60 s");
  });
  it("draws the same faults from the same seed, one of each kind in every four", () => {
    const draw = () => {
      const faults = drawFaults(7, true);
      return Array.from({ length: 8 }, () => faults.next().value!);
    };
    expect(draw()).toEqual(draw());
    for (const four of [draw().slice(0, 4), draw().slice(4)])
      expect(new Set(four.map(({ kind }) => kind)).size).toBe(4);
  });
});
