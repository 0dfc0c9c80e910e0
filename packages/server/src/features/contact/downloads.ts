import { Code } from "@livename/wire/frame";
import type { Budget } from "../../kernel/budget.ts";
import type { Session } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Clock } from "../../time/clock.ts";
import { Deadlines } from "../../time/deadlines.ts";
import { PART_BYTES } from "./uploads.ts";

const PATIENCE_MS = 60_000;

/** Files that go out in parts, one at a time for each session: all parts are of one state of the list. */
export class Downloads {
  readonly #clock: Clock;
  readonly #files = new Map<Session, Buffer>();
  readonly #deadlines: Deadlines<Session>;
  readonly #budget: Budget;

  constructor(clock: Clock, budget: Budget) {
    this.#clock = clock;
    this.#budget = budget;
    this.#deadlines = new Deadlines(clock, "monotonic", (session) => this.drop(session));
  }

  /** The file's first part. @throws Refusal when too much is held for the person, or for everybody. */
  begin(session: Session, file: Buffer): { data: Uint8Array; last: boolean } {
    this.drop(session);
    this.#budget.demand(session.share, "files", file.length);
    this.#files.set(session, file);
    return this.part(session, 0);
  }

  /** @throws Refusal INVALID when there is no such part, UNAVAILABLE when the file is no longer kept. */
  part(session: Session, part: number): { data: Uint8Array; last: boolean } {
    const file = this.#files.get(session);
    if (!file) throw new Refusal(Code.UNAVAILABLE, "The export is no longer kept. Begin again with part 0.", 100);
    const start = part * PART_BYTES;
    if (start > file.length) throw new Refusal(Code.INVALID, "The export has no such part. Begin again with part 0.");
    const data = file.subarray(start, start + PART_BYTES);
    const last = start + PART_BYTES >= file.length;
    if (last) this.drop(session);
    else this.#deadlines.set(session, this.#clock.monotonic() + PATIENCE_MS);
    return { data, last };
  }

  drop(session: Session): void {
    const file = this.#files.get(session);
    if (file) this.#budget.give(session.share, "files", file.length);
    this.#files.delete(session);
    this.#deadlines.clear(session);
  }

  stop(): void {
    this.#deadlines.stop();
  }
}
