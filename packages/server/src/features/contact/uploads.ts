import { ContactFormat, type ContactImportRequest } from "@livename/wire/contact";
import { Code } from "@livename/wire/frame";
import type { Budget } from "../../kernel/budget.ts";
import type { Session } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Clock } from "../../time/clock.ts";
import { Deadlines } from "../../time/deadlines.ts";
import type { FileFormat } from "./file/read.ts";

/** Bytes of one part and of one file. */
export const PART_BYTES = 49_152;
export const FILE_BYTES = 4 * 1024 * 1024;
/** A file may come in smaller parts, but each costs something beside its bytes. */
const PARTS = 4_096;
/** What a part costs beside its bytes. */
const PART_WEIGHT = 128;
/** Between two parts. */
const PATIENCE_MS = 60_000;

interface Upload {
  readonly id: string;
  readonly format: FileFormat;
  readonly parts: Uint8Array[];
  bytes: number;
}

const FORMATS: ReadonlyMap<number, FileFormat> = new Map([
  [ContactFormat.JSON, "json"],
  [ContactFormat.CSV, "csv"],
  [ContactFormat.VCARD, "vcard"],
]);

/** @throws Refusal INVALID */
export function formatOf(format: ContactFormat): FileFormat {
  const known = FORMATS.get(format);
  if (known) return known;
  throw new Refusal(Code.INVALID, "The format is one of JSON, CSV and VCARD.");
}

/** Files that come in parts, one at a time for each session. */
export class Uploads {
  readonly #uploads = new Map<Session, Upload>();
  readonly #clock: Clock;
  readonly #deadlines: Deadlines<Session>;
  readonly #budget: Budget;
  #bytes = 0;

  constructor(clock: Clock, budget: Budget) {
    this.#clock = clock;
    this.#budget = budget;
    this.#deadlines = new Deadlines(clock, "monotonic", (session) => this.drop(session));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The whole file with its last part, undefined before. @throws Refusal; what was there of the file is dropped. */
  take(session: Session, request: ContactImportRequest): { bytes: Uint8Array; format: FileFormat } | undefined {
    const { upload: id, part, last, data } = request;
    if (id === "" || id.length > 64)
      throw new Refusal(Code.INVALID, "An upload is named by 1 to 64 characters of the client's choice.");
    if (data.length > PART_BYTES) throw new Refusal(Code.TOO_LARGE, `A part has at most ${PART_BYTES} bytes.`);
    if (part === 0) this.#begin(session, id, formatOf(request.format));
    const upload = this.#uploads.get(session);
    if (upload?.id !== id || upload.parts.length !== part) {
      this.drop(session);
      throw new Refusal(Code.INVALID, "A part is missing. Begin again with part 0.");
    }
    if (!last && (data.length === 0 || part >= PARTS - 1)) {
      this.drop(session);
      throw new Refusal(Code.INVALID, `A file has at most ${PARTS} parts, and only the last may be empty.`);
    }
    this.#room(session, upload, data.length);
    // What came is a view of a whole message, which is not to stay for a few bytes of it.
    upload.parts.push(new Uint8Array(data));
    upload.bytes += data.length;
    this.#bytes += data.length;
    if (!last) {
      this.#deadlines.set(session, this.#clock.monotonic() + PATIENCE_MS);
      return undefined;
    }
    this.drop(session);
    return { bytes: Buffer.concat(upload.parts), format: upload.format };
  }

  drop(session: Session): void {
    const upload = this.#uploads.get(session);
    if (upload) this.#budget.give(session.share, "files", weightOf(upload));
    this.#bytes -= upload?.bytes ?? 0;
    this.#uploads.delete(session);
    this.#deadlines.clear(session);
  }

  stop(): void {
    this.#deadlines.stop();
  }

  #begin(session: Session, id: string, format: FileFormat): void {
    this.drop(session);
    this.#uploads.set(session, { id, format, parts: [], bytes: 0 });
  }

  #room(session: Session, upload: Upload, bytes: number): void {
    if (upload.bytes + bytes > FILE_BYTES) {
      this.drop(session);
      throw new Refusal(Code.TOO_LARGE, `A file has at most ${FILE_BYTES / 1024 / 1024} MiB. Split it.`);
    }
    try {
      this.#budget.demand(session.share, "files", bytes + PART_WEIGHT);
    } catch (error) {
      this.drop(session);
      throw error;
    }
  }
}

function weightOf({ bytes, parts }: Upload): number {
  return bytes + parts.length * PART_WEIGHT;
}
