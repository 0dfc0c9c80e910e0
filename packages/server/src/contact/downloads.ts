import { Code } from "@livename/wire/frame";
import type { Clock } from "../clock.ts";
import { Deadlines } from "../deadlines.ts";
import type { Session } from "../feature.ts";
import { Refusal } from "../refusal.ts";
import { PART_BYTES } from "./uploads.ts";

/** Of all files that wait to be fetched; the oldest goes first. */
const ALL_BYTES = 32 * 1024 * 1024;
const PATIENCE_MS = 60_000;

/** Files that go out in parts, one at a time for each session: all parts are of one state of the list. */
export class Downloads {
  readonly #clock: Clock;
  readonly #files = new Map<Session, Buffer>();
  readonly #deadlines: Deadlines<Session>;
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#deadlines = new Deadlines(clock, (session) => this.drop(session));
  }

  /** The file's first part. */
  begin(session: Session, file: Buffer): { data: Uint8Array; last: boolean } {
    this.drop(session);
    this.#files.set(session, file);
    this.#bytes += file.length;
    for (const other of this.#files.keys()) {
      if (this.#bytes <= ALL_BYTES || other === session) break;
      this.drop(other);
    }
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
    else this.#deadlines.set(session, this.#clock.now() + PATIENCE_MS);
    return { data, last };
  }

  drop(session: Session): void {
    this.#bytes -= this.#files.get(session)?.length ?? 0;
    this.#files.delete(session);
    this.#deadlines.clear(session);
  }

  stop(): void {
    this.#deadlines.stop();
  }
}
