// Judges what a run saw. Pure: it is given what was tried and what is there, and says what is wrong, a sentence each.
import type { Attempt, Tried, WentBack } from "./journal.ts";

export interface LogEntry {
  readonly number: number;
  readonly text: string;
}

/** Whatever a device shows, by what it is of. */
export type Shown = Readonly<Record<string, unknown>>;

/** What a device shows has to be what somebody reads who comes anew. */
export function faultsOfShown(device: string, shown: Shown, truth: Shown): string[] {
  return Object.keys({ ...shown, ...truth }).flatMap((what) => {
    const [mine, read] = [shown[what], truth[what]].map((value) => JSON.stringify(value));
    return mine === read ? [] : [`${device} shows of ${what} ${shorten(mine, read)}, not ${shorten(read, mine)}`];
  });
}

/** Where two long texts differ, and not what they have in common. */
function shorten(text = "nothing", other = ""): string {
  let same = 0;
  while (same < text.length && text[same] === other[same]) same++;
  const from = Math.max(0, same - 40);
  const part = text.slice(from, from + 240);
  return `${from > 0 ? "…" : ""}${part}${from + 240 < text.length ? "…" : ""}`;
}

/** It was told as done, and no data that went back took it along. */
function isKept({ outcome, ended }: Attempt, wentBack: readonly WentBack[]): boolean {
  return outcome === "done" && !wentBack.some(({ floor, at }) => floor < ended && ended <= at);
}

/** A conversation as its members read it: all that was told stands in it, once, at its place, and nothing else. */
export function faultsOfLog(what: string, log: readonly LogEntry[], { attempts, wentBack }: Tried): string[] {
  const faults: string[] = [];
  const hole = log.findIndex(({ number }, at) => number !== at + 1);
  if (hole >= 0) faults.push(`${what}: number ${log[hole]!.number} stands at place ${hole + 1}`);
  const mine = attempts.filter((attempt) => attempt.what === what);
  const tried = new Map(mine.map((attempt) => [attempt.value, attempt]));
  const places = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { number, text } of log) {
    const attempt = tried.get(text);
    if (!attempt) faults.push(`${what}: nobody has sent "${text}", which stands at ${number}`);
    else if (attempt.outcome === "refused") faults.push(`${what}: "${text}" was refused and stands at ${number}`);
    if (places.has(text)) faults.push(`${what}: "${text}" stands at ${places.get(text)} and at ${number}`);
    places.set(text, number);
    if (!attempt) continue;
    if (attempt.began < (last.get(attempt.device) ?? 0))
      faults.push(`${what}: "${text}" stands behind a later one of ${attempt.device}`);
    last.set(attempt.device, attempt.began);
  }
  for (const attempt of mine) {
    const { value, number, outcome } = attempt;
    const place = places.get(value);
    if (isKept(attempt, wentBack) && place === undefined) faults.push(`${what}: "${value}", ${number}, is lost`);
    if (outcome === "done" && place !== undefined && place !== number)
      faults.push(`${what}: "${value}" was told as ${number} and stands at ${place}`);
  }
  return faults;
}

/** A register holds what was written last, or one of those that were written at the same time. */
export function faultsOfRegister(what: string, value: string, { attempts, wentBack }: Tried): string[] {
  const mine = attempts.filter((attempt) => attempt.what === what);
  const kept = mine.filter((attempt) => isKept(attempt, wentBack));
  const isOver = (ended: number) => kept.some(({ began }) => began > ended);
  const may = mine.filter(({ outcome, ended }) => outcome !== "refused" && !isOver(ended)).map((one) => one.value);
  if (!isOver(0)) may.push("");
  if (may.includes(value)) return [];
  const known = mine.findLast((attempt) => attempt.value === value);
  const why =
    value === ""
      ? "nothing"
      : !known
        ? `"${value}", which nobody has written`
        : known.outcome === "refused"
          ? `"${value}", which was refused as ${known.code}`
          : `"${value}", which a later change has replaced`;
  const others = mine.filter(({ outcome, began }) => outcome === "refused" && !isOver(began));
  const told = others.map((one) => `; ${one.device} was refused "${one.value}" as ${one.code}`).join("");
  return [`${what} is ${why}, not ${may.map((one) => `"${one}"`).join(" or ")}${told}`];
}

/** Whoever changes something is told that it was made; or why not, and then it was not. */
export function faultsOfAnswers({ attempts, voided }: Tried): string[] {
  return attempts.flatMap((attempt) => {
    const { device, what, value, outcome, code = "", calm, round } = attempt;
    const name = `${device}: ${what} "${value}"`;
    if (outcome === "pending") return [`${name}: nobody was told what became of it`];
    if (outcome === "done" || (outcome === "unknown" && !calm)) return [];
    const others = attempts.some((other) => other.what === what && other.device !== device && other.round === round);
    // Somebody else was faster, or what it builds on was void.
    const isLate = code === "gone" || (code === "stale" && (others || voided.has(round)));
    if (isLate && !calm) return [];
    return [`${name} was refused as ${code}${calm ? " although nothing was broken" : ""}`];
  });
}

/** Whatever a damaged store lets anybody read was written by somebody. */
export function faultsOfTexts(device: string, texts: readonly string[], { attempts }: Tried): string[] {
  const written = new Set(attempts.flatMap(({ value, what }) => [value, nameIn(what)]));
  return texts
    .filter((text) => !written.has(text))
    .map((text) => `${device} shows "${text}", which nobody has written`);
}

/** Of "folder NAME of PERSON" the name. */
const nameIn = (what: string): string => /^folder (.*) of \w+$/.exec(what)?.[1] ?? "";

/** The log of alerts has no gap. */
export function faultsOfAlerts(person: string, numbers: readonly number[]): string[] {
  const gap = numbers.findIndex((number, at) => at > 0 && number !== numbers[at - 1]! + 1);
  return gap < 0 ? [] : [`${person}: alert ${numbers[gap]} follows ${numbers[gap - 1]}`];
}

/** What clients hold becomes void when it has to, and not else. */
export function faultsOfEpoch(round: string, said: readonly string[], expected: readonly string[]): string[] {
  if (said.join() === expected.join()) return [];
  return [`${round}: the log says that what clients hold is void ${list(said)}, not ${list(expected)}`];
}

const list = (reasons: readonly string[]): string => (reasons.length === 0 ? "never" : `since ${reasons.join("; ")}`);
