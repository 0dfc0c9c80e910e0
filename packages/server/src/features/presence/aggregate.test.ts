import { Activity, Availability } from "@livename/wire/presence";
import { DeviceKind } from "@livename/wire/session";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aggregate, type Choice, nextEnd, type SessionFacts } from "./aggregate.ts";

const NOW = 1_000_000;
const session = (facts: Partial<SessionFacts> = {}): SessionFacts => ({
  kind: DeviceKind.DESKTOP,
  activity: Activity.UNSPECIFIED,
  away: false,
  ...facts,
});
const choice = (availability: Availability, untilMs = 0, message = ""): Choice => ({ availability, untilMs, message });

const facts: fc.Arbitrary<SessionFacts> = fc.record({
  kind: fc.constantFrom(...Object.values(DeviceKind)),
  activity: fc.constantFrom(...Object.values(Activity)),
  away: fc.boolean(),
});
const sessions = fc.array(facts, { maxLength: 5 });
const choices: fc.Arbitrary<Choice | undefined> = fc.option(
  fc.record({
    availability: fc.constantFrom(...Object.values(Availability)),
    message: fc.constantFrom("", "Quarter end"),
    untilMs: fc.constantFrom(0, NOW - 1, NOW, NOW + 1, NOW + 4),
  }),
  { nil: undefined },
);

describe("aggregate", () => {
  const rows: Array<[string, SessionFacts[], Choice | undefined, Availability]> = [
    ["no session", [], choice(Availability.BUSY), Availability.OFFLINE],
    ["offline chosen", [session()], choice(Availability.OFFLINE), Availability.OFFLINE],
    [
      "do not disturb in a meeting",
      [session({ activity: Activity.MEETING })],
      choice(Availability.DO_NOT_DISTURB),
      Availability.DO_NOT_DISTURB,
    ],
    ["away chosen in a call", [session({ activity: Activity.CALL })], choice(Availability.AWAY), Availability.BUSY],
    ["a meeting", [session({ activity: Activity.MEETING })], undefined, Availability.BUSY],
    ["busy chosen", [session()], choice(Availability.BUSY), Availability.BUSY],
    ["away chosen", [session()], choice(Availability.AWAY), Availability.AWAY],
    ["one of two in use", [session({ away: true }), session()], undefined, Availability.AVAILABLE],
    ["none in use", [session({ away: true })], undefined, Availability.AWAY],
  ];
  it.each(rows)("P2: %s", (_name, open, chosen, expected) => {
    expect(aggregate(open, chosen, NOW).availability).toBe(expected);
  });

  it("P3: a choice of available is none, and one that has ended takes its message with it", () => {
    const away = [session({ away: true })];
    expect(aggregate(away, choice(Availability.AVAILABLE), NOW).availability).toBe(Availability.AWAY);
    expect(aggregate(away, choice(Availability.BUSY, NOW, "Lunch"), NOW)).toMatchObject({
      availability: Availability.AWAY,
      message: "",
      untilMs: 0,
    });
    expect(aggregate(away, choice(Availability.BUSY, NOW + 1, "Lunch"), NOW)).toMatchObject({
      availability: Availability.BUSY,
      message: "Lunch",
      untilMs: NOW + 1,
    });
  });

  it("P4: presenting comes before a call, a call before a meeting", () => {
    const [presenting, call, meeting] = [Activity.PRESENTING, Activity.CALL, Activity.MEETING].map((activity) =>
      session({ activity }),
    );
    expect(aggregate([meeting!, session(), call!], undefined, NOW).activity).toBe(Activity.CALL);
    expect(aggregate([meeting!, presenting!, call!], undefined, NOW).activity).toBe(Activity.PRESENTING);
  });

  it("P9: offline by choice looks like offline without sessions", () => {
    fc.assert(
      fc.property(sessions, choices, (open, chosen) => {
        const hidden = chosen ? { ...chosen, availability: Availability.OFFLINE, untilMs: 0 } : choice(1);
        expect(aggregate(open, hidden, NOW)).toEqual(aggregate([], hidden, NOW));
      }),
    );
  });

  it("P1: the order of sessions and a session counted twice make no difference", () => {
    fc.assert(
      fc.property(
        sessions.chain((open) => fc.tuple(fc.constant(open), fc.shuffledSubarray(open, { minLength: open.length }))),
        choices,
        ([open, shuffled], chosen) => {
          const expected = aggregate(open, chosen, NOW);
          expect(aggregate(shuffled, chosen, NOW)).toEqual(expected);
          expect(aggregate([...open, ...open], chosen, NOW)).toEqual(expected);
        },
      ),
    );
  });

  it("P8: devices are all kinds, each once, ascending, while the person is not offline", () => {
    fc.assert(
      fc.property(sessions, choices, (open, chosen) => {
        const { availability, devices } = aggregate(open, chosen, NOW);
        const kinds = open.map(({ kind }) => kind).filter((kind) => kind !== DeviceKind.UNSPECIFIED);
        const expected = availability === Availability.OFFLINE ? [] : [...new Set(kinds)].sort();
        expect(devices).toEqual(expected);
      }),
    );
  });

  it("P2: one more session in use never makes an automatic person less available", () => {
    const rank: Availability[] = [Availability.OFFLINE, Availability.AWAY, Availability.AVAILABLE];
    const idle = sessions.map((open) => open.map((one) => ({ ...one, activity: Activity.UNSPECIFIED })));
    fc.assert(
      fc.property(idle, fc.boolean(), (open, away) => {
        const before = rank.indexOf(aggregate(open, undefined, NOW).availability);
        const after = rank.indexOf(aggregate([...open, session({ away })], undefined, NOW).availability);
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it("P3: nothing ends before nextEnd, whatever the moment", () => {
    fc.assert(
      fc.property(sessions, choices, (open, chosen) => {
        const next = nextEnd(chosen, NOW);
        expect(next).toBeGreaterThan(NOW);
        for (let at = NOW; at < Math.min(next, NOW + 10); at++)
          expect(aggregate(open, chosen, at)).toEqual(aggregate(open, chosen, NOW));
      }),
    );
  });
});
