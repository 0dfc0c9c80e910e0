// Waits until everything has settled, reads all anew, and lets `check.ts` judge.
import { faultsOfAlerts, faultsOfLog, faultsOfRegister, faultsOfShown, type Shown } from "./check.ts";
import { type Device, logOf, openDevice } from "./devices.ts";
import { PEOPLE } from "./draw.ts";
import type { Journal } from "./journal.ts";

/** Machines that have other things to do are slow: longer than this nobody waits for anything. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 150;

/** What takes longer is told, with what was waited for. */
const SLOW_MS = 10_000;

export type Say = (line: string) => void;

/** Asks until the answer is empty, or nobody waits any longer. Resolves to the last answer. */
export async function until(faults: () => Promise<string[]> | string[], say: Say): Promise<string[]> {
  const began = performance.now();
  let slow = "";
  for (;;) {
    const found = await faults();
    const ms = performance.now() - began;
    if (ms > SLOW_MS) slow ||= found.join("; ");
    if (found.length === 0 || ms > PATIENCE_MS) {
      if (slow) say(`   ${(ms / 1_000).toFixed(1)} s for: ${slow}`);
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export interface Judged {
  readonly devices: readonly Device[];
  readonly journal: Journal;
  readonly say: Say;
}

/** Everybody is connected, and everything that was tried has an answer. */
export function settled({ devices, journal, say }: Judged): Promise<string[]> {
  return until(
    () => [
      ...devices.flatMap(({ name, client }) =>
        client.state.name === "online" ? [] : [`${name} is ${client.state.name}`],
      ),
      ...(journal.pending > 0 ? [`${journal.pending} changes have no answer`] : []),
    ],
    say,
  );
}

export interface Judge {
  /** What is wrong as soon as it has all had its time. */
  faults(): Promise<string[]>;
  close(): Promise<void>;
}

/** Opens a fresh device of each person, which reads all that there is. */
export async function openJudge(port: number, { devices, journal, say }: Judged, name: string): Promise<Judge> {
  const opening = PEOPLE.map((person) =>
    openDevice({ name: `${person} ${name}`, person, port, random: () => 0 }).then(
      (device) => [person, device] as const,
    ),
  );
  const opened = await Promise.allSettled(opening);
  const fresh = new Map(opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
  const close = async () => {
    for (const device of fresh.values()) await device.close();
  };
  const refused = opened.find((one) => one.status === "rejected");
  if (refused) {
    await close();
    throw refused.reason;
  }
  return {
    async faults() {
      const different = await until(async () => {
        const truth = new Map<string, Shown>();
        for (const [person, device] of fresh) truth.set(person, await device.shown());
        const faults: string[] = [];
        for (const device of devices)
          faults.push(...faultsOfShown(device.name, await device.shown(), truth.get(device.person)!));
        return faults;
      }, say);
      const faults = [...different];
      for (const [person, device] of fresh) {
        faults.push(
          ...faultsOfAlerts(
            person,
            device.alerts.unseen.map(({ number }) => number),
          ),
        );
        for (const other of device.conversations.keys())
          faults.push(...faultsOfLog(logOf(person, other), device.log(other), journal));
      }
      return [...new Set([...faults, ...(await faultsOfRegisters(fresh, journal))])];
    },
    close,
  };
}

/** What is in a register of nobody's doing, or has more than one author at work, is not asked for. */
const NOT_ASKED = /^(log|a new rule|order of contacts) /;

async function faultsOfRegisters(fresh: ReadonlyMap<string, Device>, journal: Journal): Promise<string[]> {
  const faults: string[] = [];
  for (const [person, device] of fresh) {
    const held = await device.registers();
    const tried = journal.attempts.map(({ what }) => what).filter((what) => what.endsWith(` of ${person}`));
    // A rule whose maker was not told its id is nobody's.
    const there = [...held.keys()].filter((what) => !what.startsWith("rule "));
    for (const what of new Set([...tried, ...there]))
      if (!NOT_ASKED.test(what)) faults.push(...faultsOfRegister(what, held.get(what) ?? "", journal));
  }
  return faults;
}
