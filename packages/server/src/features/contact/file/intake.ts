import type { LineProblem, Problems } from "../../../file/import-error.ts";
import { nameProblem, noteProblem } from "../text.ts";
import type { Draft } from "./draft.ts";

export interface FileBounds {
  readonly entries: number;
  /** Levels of folders and what is in them. */
  readonly depth: number;
  /** In names and notes of all entries together. */
  readonly chars: number;
}

/** What a file says, in its order. Of what is wrong the first hundred, and how much there was. */
export interface FileContent {
  readonly drafts: readonly Draft[];
  readonly problems: readonly LineProblem[];
  readonly problemCount: number;
}

/** Ends the reading: nothing that follows would be taken in or told. */
export class Enough extends Error {}

/** Problems told in one answer; the others are counted. */
export const TOLD = 100;
/** A file with so many is read no further. */
export const COUNTED = 1_000;
/** An id or an address; longer ones name nobody. */
const TARGET_CHARS = 512;

/** Takes what a reader finds, and stops it when there is more than any list holds. */
export class Intake implements Problems {
  readonly bounds: FileBounds;
  readonly #drafts: Draft[] = [];
  readonly #problems: LineProblem[] = [];
  #passedOver: LineProblem | undefined;
  #entries = 0;
  #chars = 0;

  constructor(bounds: FileBounds) {
    this.bounds = bounds;
  }

  content(): FileContent {
    // A file of nothing else is no list: whoever gave it is told why.
    if (this.#drafts.length + this.#problems.length === 0 && this.#passedOver) this.#problems.push(this.#passedOver);
    const sorted = this.#problems.sort((a, b) => a.line - b.line);
    return { drafts: this.#drafts, problems: sorted.slice(0, TOLD), problemCount: sorted.length };
  }

  /** @throws Enough when the list would be longer than lists are. */
  add(draft: Draft): void {
    const { entries, chars } = this.bounds;
    if (++this.#entries > entries) this.tooMany();
    const problems = problemsOf(draft, this.bounds);
    for (const message of problems) this.push({ line: draft.line, message });
    if (problems.length > 0) {
      this.#addTarget(draft);
      return;
    }
    this.#chars += draft.name.length + draft.note.length;
    if (this.#chars > chars) this.#only(`The names and notes of a contact list have at most ${chars} characters.`);
    this.#drafts.push(draft);
  }

  /** Of an entry that names nobody who could be in a list. It spoils no other; the message is told when there is none. */
  passOver(problem: LineProblem): void {
    this.#passedOver ??= problem;
  }

  /** @throws Enough when there are too many. */
  push(problem: LineProblem): void {
    this.#problems.push(problem);
    if (this.#problems.length >= COUNTED) throw new Enough();
  }

  /** Of a file whose reader found that it holds more than lists do. @throws Enough, always. */
  tooMany(): never {
    this.#only(`A contact list holds at most ${this.bounds.entries} entries.`);
  }

  /** @throws Enough, always: of the whole file there is only this to say. */
  #only(message: string): never {
    this.#drafts.length = 0;
    this.#problems.splice(0, COUNTED, { line: 0, message });
    throw new Enough();
  }

  /** Nothing of such a file is taken in, but whether the directory knows whom it names is still to be said. */
  #addTarget(draft: Draft): void {
    const target = targetOf(draft);
    if (target !== "" && target.length <= TARGET_CHARS) this.#drafts.push({ ...draft, path: [], name: "", note: "" });
  }
}

function problemsOf(draft: Draft, { depth }: FileBounds): string[] {
  const { kind, path, name, note } = draft;
  const problems = [...path, name].map(nameProblem);
  if (kind === "folder" && name === "") problems.push("The folder has no name.");
  if (path.some((folder) => folder === "")) problems.push("A folder above has no name.");
  if (path.length >= depth) problems.push(`Folders stand in each other to a depth of ${depth}.`);
  if (targetOf(draft).length > TARGET_CHARS)
    problems.push(`An address or the id of a group has at most ${TARGET_CHARS} characters.`);
  return [...problems, noteProblem(note)].filter((problem) => problem !== undefined);
}

function targetOf(draft: Draft): string {
  return draft.kind === "person" ? draft.address : draft.kind === "group" ? draft.group : "";
}
