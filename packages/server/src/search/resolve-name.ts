import type { Sliced } from "../kernel/slices.ts";
import type { DirectoryIndex, Found } from "./directory-index.ts";
import { spelledWordsOf, wordsOf } from "./fold.ts";
import { inOrder } from "./order.ts";
import { type Field, type PersonWords, withoutZeros } from "./person-words.ts";
import { QUERY_WORDS } from "./query.ts";

/** Titles and suffixes that are not part of a name. */
const TITLES = new Set(
  "dr prof professor mr mrs ms miss sir herr frau hr fr mag ing dipl phd md mba jr sr mme mlle m don dona".split(" "),
);
const MIN_PHONE_DIGITS = 5;
/** Most people with the same name that are compared to find the best. */
const COMPARED = 1_000;

/** Resolves many names and yields to other work in between. Repeated names are resolved once. */
export function* resolvingNames(index: () => DirectoryIndex, names: readonly string[], limit: number): Sliced<Found[]> {
  const known = new Map<string, Found>();
  for (const name of names)
    if (!known.has(name)) {
      known.set(name, resolveName(index(), name, limit));
      yield;
    }
  return names.map((name) => known.get(name)!);
}

/** Finds people by a name as people write it: "Amy Currie", "currie, amy", "Dr. A. Currie (Sales)", "acurrie", a phone number. Best match first. */
export function resolveName(index: DirectoryIndex, written: string, limit: number): Found {
  const hints = wordsOf((written.match(/\([^)]*\)/g) ?? []).join(" "));
  const text = written.replace(/\([^)]*\)/g, " ");
  if (/^[\d\s()+./-]+$/.test(written)) return byPhone(index, written, limit);
  const plain = wordsOf(text);
  const spelled = spelledWordsOf(text);
  const untitled = (words: readonly string[]): string[] => words.filter((word) => !TITLES.has(word));
  for (const words of [plain, spelled, untitled(plain), untitled(spelled)]) {
    const found = byName(index, words, hints, limit);
    if (found.ids.length > 0) return found;
  }
  return byLocal(index, text.includes("@") ? [] : plain, limit);
}

/** Finds everybody whose name has all the words. A word of one letter is an initial. */
function byName(index: DirectoryIndex, words: readonly string[], hints: readonly string[], limit: number): Found {
  const whole = words.filter((word) => word.length > 1);
  const initials = words.filter((word) => word.length === 1);
  if (whole.length === 0 || words.length > QUERY_WORDS) return { ids: [], more: false };
  const places = having(index, whole, "names");
  const fresh = [...index.fresh.values()].filter(({ names }) => whole.every((word) => names.includes(word)));
  const found: Candidate[] = [
    ...places.map((at) => ({
      key: index.base.keys[at]!,
      id: index.base.ids[at]!,
      department: index.base.departments[at]!,
    })),
    ...fresh.map(({ key, id, department }) => ({ key, id, department })),
  ].filter(({ key }) => {
    if (initials.length === 0) return true;
    const parts = key.split(" ");
    return initials.every((letter) => parts.some((part) => part.startsWith(letter) && !whole.includes(part)));
  });
  // Prefer people whose whole name this is over those with further names, then people whose department matches the hints.
  const full = found.filter(({ key }) => key.split(" ").filter((word) => !TITLES.has(word)).length === words.length);
  const all = full.length > 0 ? full : found;
  const isHinted = ({ department }: Candidate): boolean => {
    const own = wordsOf(department);
    return hints.every((hint) => own.includes(hint));
  };
  const hinted = hints.length > 0 ? all.filter(isHinted) : [];
  return cut(
    (hinted.length > 0 ? hinted : all).sort(inOrder).map(({ id }) => id),
    limit,
  );
}

interface Candidate {
  readonly key: string;
  readonly id: string;
  readonly department: string;
}

/** The ascending places of people who have all the words, at most COMPARED of them. */
function having(index: DirectoryIndex, words: readonly string[], field: Field): number[] {
  const [shortest, ...others] = words
    .map((word) => ({ list: index.base.having(word, field), from: 0 }))
    .sort((a, b) => a.list.length - b.list.length);
  const places: number[] = [];
  for (const at of shortest?.list ?? []) {
    if (places.length >= COMPARED) break;
    if (!index.isOutdated(at) && others.every((other) => goTo(other, at))) places.push(at);
  }
  return places;
}

/** Whether the list contains the place. Calls must have ascending places: the search continues from the last one (galloping search). */
function goTo(other: { readonly list: Uint32Array; from: number }, at: number): boolean {
  const { list } = other;
  let step = 1;
  while (other.from + step < list.length && list[other.from + step]! < at) step *= 2;
  let [low, high] = [other.from + (step >>> 1), Math.min(other.from + step + 1, list.length)];
  if (step === 1) low = other.from;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < at) low = middle + 1;
    else high = middle;
  }
  other.from = low;
  return list[low] === at;
}

/** Finds people by the local part of their address: "acurrie", or both parts of "amy.currie". */
function byLocal(index: DirectoryIndex, words: readonly string[], limit: number): Found {
  if (words.length === 0 || words.length > QUERY_WORDS) return { ids: [], more: false };
  return ordered(
    index,
    having(index, words, "locals"),
    ({ locals }) => words.every((word) => locals.includes(word)),
    limit,
  );
}

function byPhone(index: DirectoryIndex, written: string, limit: number): Found {
  const digits = withoutZeros(written.replace(/\D/g, ""));
  if (digits.length < MIN_PHONE_DIGITS) return { ids: [], more: false };
  const places = [...new Set(index.base.phoning(digits).filter((at) => !index.isOutdated(at)))].sort((a, b) => a - b);
  return ordered(
    index,
    places,
    ({ phones }) => phones.some((phone) => phone.startsWith(digits)) || (phones[0]?.endsWith(digits) ?? false),
    limit,
  );
}

function ordered(
  index: DirectoryIndex,
  places: readonly number[],
  matches: (person: PersonWords) => boolean,
  limit: number,
): Found {
  const { keys, ids } = index.base;
  const found = [
    ...places.slice(0, COMPARED).map((at) => ({ key: keys[at]!, id: ids[at]! })),
    ...[...index.fresh.values()].filter(matches),
  ];
  return cut(
    found.sort(inOrder).map(({ id }) => id),
    limit,
  );
}

function cut(ids: readonly string[], limit: number): Found {
  return { ids: ids.slice(0, limit), more: ids.length > limit };
}
