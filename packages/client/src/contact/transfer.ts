import { concat } from "@livename/wire";
import { contactExport, contactImport } from "@livename/wire/calls";
import { type ContactImportReply, ContactFormat as WireFormat } from "@livename/wire/contact";
import { LivenameError } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import { randomKey } from "../key.ts";
import type { ContactFileError, ContactFormat, ContactList, ContactProblem } from "./types.ts";

const FORMATS = { json: WireFormat.JSON, csv: WireFormat.CSV, vcard: WireFormat.VCARD };
/** Maximum size of one part (K15). */
const PART_BYTES = 49_152;
/** How often a transfer is tried when its connection is lost. */
const TRIES = 5;

class FileError extends LivenameError implements ContactFileError {
  override name = "ContactFileError";
  readonly problems: readonly ContactProblem[];
  readonly problemCount: number;

  constructor({ problems, problemCount }: ContactImportReply) {
    const first = problems[0];
    super("invalid-file", `Nothing was imported. Line ${first?.line ?? 0}: ${first?.message ?? "unreadable"}`);
    this.problems = problems;
    this.problemCount = Math.max(problemCount, problems.length);
  }
}

/** Transfers files to and from the server, in parts. */
export function createTransfer({ channel }: Pick<FeatureContext, "channel">): {
  send(...args: Parameters<ContactList["import"]>): Promise<ContactImportReply>;
  fetch(format: ContactFormat): Promise<string>;
} {
  /** Parts are valid only on their connection. If it is lost, the transfer starts again on the next one. */
  const whole = async <T>(attempt: () => Promise<T>, tries = TRIES): Promise<T> => {
    try {
      return await attempt();
    } catch (error) {
      if ((error as LivenameError).code !== "connection-lost" || tries <= 1 || channel.closed) throw error;
      return whole(attempt, tries - 1);
    }
  };

  return {
    async send(file, format, { onProgress } = {}) {
      const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
      const reply = await whole(async () => {
        const upload = randomKey();
        let answer: ContactImportReply | undefined;
        for (let at = 0, part = 0; part === 0 || at < bytes.length; part++) {
          const data = bytes.subarray(at, at + PART_BYTES);
          at += data.length;
          const last = at >= bytes.length;
          const request = { upload, part, last, format: FORMATS[format], data };
          // The first part waits for a connection; the others belong to that connection.
          const lifetime = part === 0 ? "kept" : "connection";
          answer = await channel.call(contactImport, request, { lifetime, key: randomKey() });
          onProgress?.(at, bytes.length);
        }
        return answer as ContactImportReply;
      });
      if (reply.problems.length > 0 || reply.problemCount > 0) throw new FileError(reply);
      return reply;
    },
    fetch: (format) =>
      whole(async () => {
        const parts: Uint8Array[] = [];
        for (let last = false; !last; ) {
          const request = { format: FORMATS[format], part: parts.length };
          const lifetime = parts.length === 0 ? "kept" : "connection";
          const reply = await channel.call(contactExport, request, { lifetime });
          parts.push(reply.data);
          last = reply.last;
        }
        return new TextDecoder().decode(concat(parts));
      }),
  };
}
