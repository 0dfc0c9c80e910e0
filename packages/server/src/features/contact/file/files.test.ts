import { ContactKind } from "@livename/wire/contact";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tidy } from "../../../text/text.ts";
import { type Incoming, merge } from "../merge.ts";
import { ordersAfter } from "../order.ts";
import { resolveDrafts } from "../resolve.ts";
import type { ContactRecord } from "../storage/contract.ts";
import { nameProblem, noteProblem } from "../text.ts";
import type { Draft } from "./draft.ts";
import { readPath, writePath } from "./path.ts";
import { type FileFormat, readContacts } from "./read.ts";
import { readBeside } from "./read-beside.ts";
import { writeContacts } from "./write.ts";

const BOUNDS = { entries: 5_000, depth: 8, chars: 524_288 };
const FORMATS: FileFormat[] = ["json", "csv", "vcard"];

const lookup = {
  addressOf: (person: string) => `${person}@example.com`,
  nameOf: (_: ContactKind, target: string) => `=Name of ${target}, "the \n; one"`,
};

function toIncoming(draft: Draft): Incoming {
  const { line, path, name, note } = draft;
  const common = { line, path, name, note };
  if (draft.kind === "folder") return { ...common, kind: ContactKind.FOLDER, target: "" };
  if (draft.kind === "group") return { ...common, kind: ContactKind.GROUP, target: draft.group };
  return { ...common, kind: ContactKind.PERSON, target: draft.address.replace("@example.com", "") };
}

function takeIn(list: readonly ContactRecord[], bytes: Uint8Array, format: FileFormat) {
  const { drafts, problems } = readContacts(bytes, format, BOUNDS);
  expect(problems).toEqual([]);
  return merge(list, drafts.map(toIncoming));
}

/** The list without ids and orders: what it looks like. */
function shape(list: readonly ContactRecord[], parent = ""): unknown[] {
  return list
    .filter((record) => record.parent === parent)
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1))
    .map(({ id, kind, target, name, note }) => [kind, target, name, note, shape(list, id)]);
}

const text = (check: (value: string) => string | undefined, maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: "binary", maxLength }),
      fc
        .array(fc.constantFrom("/", "\\", '"', ",", ";", "\n", "\t", ":", "=", " ", "'", "é", "👩‍🚀", "ש", "n", "-"), {
          maxLength,
        })
        .map((parts) => parts.join("")),
    )
    .map(tidy)
    .filter((value) => check(value) === undefined);

const name = text(nameProblem, 12);
const note = text(noteProblem, 20);
const id = fc.constantFrom("p1", "p2", "p3", "p4");
const entry = fc.record({
  path: fc.array(
    name.filter((value) => value !== ""),
    { maxLength: 3 },
  ),
  kind: fc.constantFrom(ContactKind.PERSON, ContactKind.GROUP, ContactKind.FOLDER),
  target: id,
  name,
  note,
});
/** Any list that can come about, made by taking entries in. */
const list = fc.array(entry, { maxLength: 12 }).map((entries): ContactRecord[] => {
  const incoming = entries
    .filter(({ kind, name }) => kind !== ContactKind.FOLDER || name !== "")
    .map((one) => ({ ...one, line: 0, target: one.kind === ContactKind.FOLDER ? "" : one.target }));
  return [...merge([], incoming).puts];
});

describe("files of contacts", () => {
  it.each(FORMATS)(
    "K16: an export taken into an empty list gives the same list, and into the same list nothing: %s",
    (format) => {
      fc.assert(
        fc.property(list, (before) => {
          const bytes = Buffer.from(writeContacts(before, format, lookup));
          const { puts, problems } = takeIn([], bytes, format);
          expect(problems).toEqual([]);
          expect(shape(puts)).toEqual(shape(before));
          expect(takeIn(before, bytes, format)).toMatchObject({ puts: [], added: 0, changed: 0 });
        }),
        { numRuns: 300 },
      );
    },
  );

  it("K14: taking anything in twice changes nothing the second time", () => {
    fc.assert(
      fc.property(list, fc.array(entry, { maxLength: 8 }), (before, entries) => {
        const incoming = entries
          .filter(({ kind, name }) => kind !== ContactKind.FOLDER || name !== "")
          .map((one) => ({ ...one, line: 0, target: one.kind === ContactKind.FOLDER ? "" : one.target }));
        const first = merge(before, incoming);
        const after = new Map([...before, ...first.puts].map((record) => [record.id, record]));
        const unclear = new Set(first.problems);
        if (unclear.size > 0) return;
        expect(merge([...after.values()], incoming)).toMatchObject({ puts: [], added: 0, changed: 0 });
      }),
      { numRuns: 300 },
    );
  });

  it.each(FORMATS)("K14: any bytes are read without a fault: %s", (format) => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.string({ unit: "grapheme", maxLength: 200 }).map((one) => Buffer.from(one)),
        ),
        (bytes) => {
          const { drafts, problems } = readContacts(bytes, format, BOUNDS);
          expect(drafts.length + problems.length).toBeGreaterThanOrEqual(0);
          for (const { line } of problems) expect(line).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("reads what phones and other programs write", () => {
    const card =
      "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Currie;Amy;;;\r\nFN:Amy Currie\r\nitem1.EMAIL;type=INTERNET;type=pref:amy@example.com\r\nNICKNAME:Ames\r\nNOTE:a long\r\n  line\\nand\\, one more\r\nCATEGORIES:Work,Friends/Old\r\nEND:VCARD\r\n";
    expect(readContacts(Buffer.from(card), "vcard", BOUNDS).drafts).toEqual([
      {
        line: 1,
        path: ["Work"],
        name: "Ames",
        note: "a long line\nand, one more",
        kind: "person",
        address: "amy@example.com",
      },
      {
        line: 1,
        path: ["Friends", "Old"],
        name: "Ames",
        note: "a long line\nand, one more",
        kind: "person",
        address: "amy@example.com",
      },
    ]);
    const table = "E-mail Address;Notes;Folder\r\namy@example.com;;Work\r\n";
    expect(readContacts(Buffer.from(table), "csv", BOUNDS).drafts).toMatchObject([
      { address: "amy@example.com", path: ["Work"] },
    ]);
  });

  it.each([
    [
      "csv",
      "First Name,Last Name,E-mail 1 - Value,E-mail 2 - Value\nBen,Ode,b@x.example ::: c@x.example,d@x.example\nDentist,,,\n",
    ],
    [
      "csv",
      "Vorname;E-Mail-Adresse;E-Mail 2: Adresse;E-Mail 3: Adresse\nBen;b@x.example;c@x.example;d@x.example\n;;;\n",
    ],
    [
      "vcard",
      "BEGIN:VCARD\r\nVERSION:2.1\r\nEMAIL;HOME:c@x.example\r\nEMAIL;PREF:b@x.example\r\nEMAIL:d@x.example\r\nKEY;ENCODING=b://79\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nTEL:1\r\nEND:VCARD\r\n",
    ],
  ] as const)("K14: takes every address of an address book, and passes over who has none: %s", (format, file) => {
    const { drafts, problems } = readContacts(Buffer.from(file), format, BOUNDS);
    expect(problems).toEqual([]);
    expect(drafts).toMatchObject([{ address: "b@x.example", others: ["c@x.example", "d@x.example"] }]);
    const amy = { id: "amy" } as never;
    const directory = { people: { resolve: (_: string, name: string) => (name === "d@x.example" ? amy : undefined) } };
    const content = { drafts, problems: [], problemCount: 0 };
    expect(resolveDrafts("c", content, directory as never)).toMatchObject({
      incoming: [{ target: "amy" }],
      problems: [],
    });
  });

  it("K14: says why of a file that names nobody, and of one without a heading that could", () => {
    expect(readContacts(Buffer.from("address,note\n,a\n,b\n"), "csv", BOUNDS).problems).toEqual([
      { line: 2, message: "The line names nobody. Give it an address, a group or a folder." },
    ]);
    expect(readContacts(Buffer.from("Naam,Adres\nBen,b@x.example\n"), "csv", BOUNDS).problems).toMatchObject([
      { line: 1, message: expect.stringMatching(/columns are "Naam", "Adres"\. It may be called: address, e-mail/) },
    ]);
  });

  it("K14: passes over columns of any name, also of what every object has", () => {
    const table = "address,constructor,constructor,__proto__,valueOf\namy@example.com,a,b,c,d\n";
    expect(readContacts(Buffer.from(table), "csv", BOUNDS)).toMatchObject({
      drafts: [{ address: "amy@example.com" }],
      problems: [],
    });
  });

  it("K14: reads files as long as may be beside the server's thread", async () => {
    const line = "mike@example.com,Team,,some note\n";
    const bytes = Buffer.from(`address,folder,nickname,note\n${line.repeat(Math.floor(4_000_000 / line.length))}`);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const began = performance.now();
    const { problems } = await readBeside(bytes, "csv", BOUNDS);
    clearInterval(timer);
    expect(problems).toMatchObject([{ line: 0, message: expect.stringContaining("5000 entries") }]);
    // In the server's own thread it would be all of it.
    expect(longest).toBeLessThan((performance.now() - began) / 2);
  }, 30_000);

  it("writes and reads paths of any names", () => {
    fc.assert(
      fc.property(fc.array(name.filter((value) => value !== "")), (path) => {
        expect(readPath(writePath(path))).toEqual(path);
      }),
    );
  });
});

describe("orders", () => {
  it("K1: come after the last one, ascending, within their length", () => {
    const key = fc.string({ unit: fc.constantFrom(..."0129ABYZabyz"), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(fc.constant(""), key), fc.integer({ min: 1, max: 300 }), (last, count) => {
        const orders = ordersAfter(last, count);
        expect([...orders].sort((a, b) => (a < b ? -1 : 1))).toEqual(orders);
        expect(new Set([last, ...orders]).size).toBe(count + 1);
        expect(orders[0]! > last).toBe(true);
        for (const order of orders) expect(order).toMatch(/^[0-9A-Za-z]{1,64}$/);
      }),
    );
  });
});
