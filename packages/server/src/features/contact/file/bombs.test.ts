import { spawnSync } from "node:child_process";
import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";
import { FILE_BYTES } from "../uploads.ts";
import type { FileContent } from "./intake.ts";
import type { FileFormat } from "./read.ts";
import { readBeside } from "./read-beside.ts";

const BOUNDS = { entries: 5_000, depth: 8, chars: 524_288 };
/** A reader that keeps what it should not needs a multiple of it. */
const HEAP_MB = 80;

interface Bomb {
  readonly format: FileFormat;
  readonly before: string;
  /** Stands there as often as the largest file has room for it. */
  readonly unit: string;
  readonly after?: string;
}

const CARD = "BEGIN:VCARD\nVERSION:4.0\nEMAIL:a@b.c\n";
const END = "\nEND:VCARD\n";

const BOMBS: Readonly<Record<string, Bomb>> = {
  "categories of a card": { format: "vcard", before: `${CARD}CATEGORIES:`, unit: "a,", after: END },
  "categories without a name": { format: "vcard", before: `${CARD}CATEGORIES:`, unit: ",", after: END },
  "folders of a category": { format: "vcard", before: `${CARD}CATEGORIES:`, unit: "a/", after: END },
  "escapes of a note": { format: "vcard", before: `${CARD}NOTE:`, unit: "\\a", after: END },
  "lines of a card": { format: "vcard", before: CARD, unit: "A:\n", after: END },
  "parameters of a line": { format: "vcard", before: "A", unit: ";a", after: ":\n" },
  "cards without an end": { format: "vcard", before: "", unit: "BEGIN:VCARD\n" },
  "lines that are none": { format: "vcard", before: "", unit: "x\n" },
  "lines without anything": { format: "vcard", before: "", unit: "\n" },
  commas: { format: "json", before: '{"contacts":[', unit: "," },
  "closing braces": { format: "json", before: "", unit: "}" },
  "opening brackets": { format: "json", before: "", unit: "[" },
  "empty entries": { format: "json", before: '{"contacts":[{}', unit: ",{}", after: "]}" },
  "values of an entry": { format: "json", before: '{"contacts":[{"a":[1', unit: ",1", after: "]}]}" },
  "columns that are too many": { format: "csv", before: "address\n", unit: "a,b\n" },
  "lines of a table": { format: "csv", before: "address,folder\n", unit: "a,\n" },
  "folders of a line": { format: "csv", before: 'address,folder\na@b.c,"', unit: "\u202e/", after: '"' },
  "backslashes of a folder": { format: "csv", before: 'address,folder\na@b.c,"', unit: "\\", after: '"' },
};

function fileOf({ before, unit, after = "" }: Bomb): Buffer {
  const room = FILE_BYTES - Buffer.byteLength(before + after);
  return Buffer.from(before + unit.repeat(Math.floor(room / Buffer.byteLength(unit))) + after);
}

/** Reads in a process of its own, which ends when the heap does. */
function readApart(bytes: Buffer, format: FileFormat): FileContent {
  const program = `
    import { readFileSync } from "node:fs";
    import { readContacts } from ${JSON.stringify(new URL("./read.ts", import.meta.url).href)};
    const content = readContacts(readFileSync(0), "${format}", ${JSON.stringify(BOUNDS)});
    process.stdout.write(JSON.stringify(content));`;
  const options = [`--max-old-space-size=${HEAP_MB}`, "--no-warnings", "--input-type=module", "--eval", program];
  const { status, stdout } = spawnSync(process.execPath, options, { input: bytes, maxBuffer: 64 * 1024 * 1024 });
  expect(status).toBe(0);
  return JSON.parse(stdout.toString()) as FileContent;
}

describe("files that are made to be long", () => {
  it.each(Object.keys(BOMBS))("K14: are read no further than a list may be long: %s", (name) => {
    const { format } = BOMBS[name]!;
    const { drafts, problems, problemCount } = readApart(fileOf(BOMBS[name]!), format);
    // Categories without a name are no folders: such a card is one entry.
    if (name !== "categories without a name" && name !== "lines without anything")
      expect(problemCount).toBeGreaterThan(0);
    expect(problemCount).toBeLessThanOrEqual(1_000);
    expect(problems.length).toBe(Math.min(problemCount, 100));
    expect(drafts.length).toBeLessThanOrEqual(BOUNDS.entries);
  });

  it("K14: leave the server as it is, and whoever comes when many wait begins again later", async () => {
    const bytes = fileOf(BOMBS["categories of a card"]!);
    const reads = Array.from({ length: 9 }, () => readBeside(bytes, "vcard", BOUNDS));
    const ends = await Promise.allSettled(reads);
    expect(ends.slice(0, 8)).toMatchObject(
      Array.from({ length: 8 }, () => ({ value: { drafts: [], problemCount: 1 } })),
    );
    expect(ends[8]).toMatchObject({ reason: { code: Code.UNAVAILABLE } });
    expect(await readBeside(bytes, "vcard", BOUNDS)).toMatchObject({ problemCount: 1 });
  }, 30_000);

  it("K14: are refused with a sentence when their reader fails, and the next file is read", async () => {
    const bytes = fileOf(BOMBS.commas!);
    const failing = readBeside(bytes, "no format" as FileFormat, BOUNDS);
    const next = readBeside(bytes, "json", BOUNDS);
    await expect(failing).rejects.toMatchObject({ code: Code.INVALID, message: expect.stringContaining("Split it") });
    expect(await next).toMatchObject({ drafts: [], problemCount: 1_000 });
  });

  it("K14: a note that many categories repeat is not carried about with each", () => {
    const note = "n".repeat(2_000_000);
    const card = `${CARD}NOTE:${note}\nCATEGORIES:${"a,".repeat(900)}${END}`;
    const { drafts, problemCount } = readApart(Buffer.from(card), "vcard");
    expect(problemCount).toBe(900);
    expect(JSON.stringify(drafts).length).toBeLessThan(200_000);
    const long = `${CARD}NOTE:${"n".repeat(1_000)}\nCATEGORIES:${"a,".repeat(900)}${END}`;
    expect(readApart(Buffer.from(long), "vcard")).toMatchObject({ drafts: [], problemCount: 1 });
  });
});
