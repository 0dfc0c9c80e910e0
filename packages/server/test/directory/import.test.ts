import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatOf, type ImportFormat, importPeople } from "../../src/features/directory/import/import-people.ts";
import { readPeopleBeside } from "../../src/features/directory/import/read-beside.ts";
import { readPeople } from "../../src/features/directory/import/read-file.ts";
import { ImportError } from "../../src/file/import-error.ts";
import type { PersonRecord } from "../../src/people/storage/contract.ts";
import type { Store } from "../../src/stores.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";

let store: Store;
let community = 0;
beforeAll(async () => {
  store = await openStore({ data: ":memory:", clock: systemClock });
});
afterAll(() => store.close());

const everybody = (name: string) => store.people.list(name, { after: "", limit: 100 });

async function people(content: string | Uint8Array, format: ImportFormat): Promise<PersonRecord[]> {
  const name = `c${community++}`;
  await importPeople(store, name, Buffer.from(content), format);
  return (await everybody(name)).sort((a, b) => (a.addresses[0]! < b.addresses[0]! ? -1 : 1));
}

/** The problems of a file, of which nothing may have been imported. */
async function problems(content: string | Uint8Array, format: ImportFormat): Promise<Array<[number, string]>> {
  const name = `c${community++}`;
  const error = await importPeople(store, name, Buffer.from(content), format).then(
    () => expect.fail("It was imported."),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ImportError)) throw error;
  expect(await everybody(name)).toEqual([]);
  return error.problems.map(({ line, message }) => [line, message]);
}

const lines = (...all: string[]): string => all.join("\n");

describe("CSV", () => {
  it("D14: reads what applications call people, each application from columns of its own", async () => {
    const name = `c${community++}`;
    const read = (...all: string[]) => importPeople(store, name, Buffer.from(lines(...all)), "csv");
    const aliases = async () =>
      (await store.aliases.list(name, {}, { after: { application: "", alias: "" }, limit: 9 })).map(
        ({ application, alias }) => `${application} ${alias}`,
      );
    const header = "address,name,Alias: Redmine,alias:wiki-2,alias:wiki-2,aliases,alias";
    const report = await read(
      header,
      "amy@example.com,Amy,17,User:Amy,Amy  C,a@example.com,x",
      "bob@example.com,Bob,18,,,,",
    );
    expect(report).toMatchObject({ added: 2, ignored: ["alias"] });
    expect(await aliases()).toEqual(["redmine 17", "redmine 18", "wiki-2 amy c", "wiki-2 user:amy"]);
    // An empty field takes them away, a column that is not there leaves them.
    await read("address,name,alias:redmine", "amy@example.com,Amy,", "bob@example.com,Bob,17");
    expect(await aliases()).toEqual(["redmine 17", "wiki-2 amy c", "wiki-2 user:amy"]);
  });

  it("D14: says which aliases are wrong, and which are given twice", async () => {
    expect(
      await problems(
        lines("address,name,alias:my wiki,alias:redmine", 'amy@example.com,Amy,1,"a\nb"', "b@example.com,Bob,,17"),
        "csv",
      ),
    ).toEqual([
      [2, '"my wiki" is no name of an application. Write it like redmine.'],
      [2, '"a\nb" is no alias: it is one line of at most 128 characters.'],
      [4, '"my wiki" is no name of an application. Write it like redmine.'],
    ]);
    expect(
      await problems(lines("address,name,alias:redmine", "amy@example.com,Amy,X", "b@example.com,Bob,x"), "csv"),
    ).toEqual([[3, '"x" is somebody else in redmine already.']]);
  });

  it("reads all columns by the names that exports give them", async () => {
    const text = lines(
      "E-Mail,Display Name,Job_Title,Department,Telephone,Office,Time Zone,Photo,Other addresses,Cost centre",
      'Amy@Example.com,"Currie, Amy",Chief,Sales,+49 30 1,Berlin,Europe/Berlin,/photos/amy.jpg,"a@example.com; b@example.com",77',
    );
    const name = `c${community++}`;
    expect(await importPeople(store, name, Buffer.from(text), "csv")).toEqual({
      added: 1,
      changed: 0,
      unchanged: 0,
      ignored: ["Cost centre"],
    });
    expect(await everybody(name)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-z]{16}$/),
        addresses: ["amy@example.com", "a@example.com", "b@example.com"],
        name: "Currie, Amy",
        title: "Chief",
        department: "Sales",
        phone: "+49 30 1",
        location: "Berlin",
        timeZone: "Europe/Berlin",
        photo: "/photos/amy.jpg",
        manager: "",
        active: true,
      },
    ]);
  });

  it("takes byte order marks, CRLF, semicolons and UTF-16", async () => {
    const text = "address;name\r\namy@example.com;Zoë\r\n\r\n";
    expect(await people(`\uFEFF${text}`, "csv")).toMatchObject([{ name: "Zoë" }]);
    expect(await people(Buffer.from(`\uFEFF${text}`, "utf16le"), "csv")).toMatchObject([{ name: "Zoë" }]);
  });

  it("reports every problem with its line, and imports nothing", async () => {
    const text = lines(
      "address,name,time zone,photo",
      "amy@example.com,Amy,,",
      "no address,Bob,,",
      '"two@example.com","Line',
      'break",Mars/Olympus,',
      "short@example.com",
      "x@example.com,,,javascript:alert(1)",
    );
    expect(await problems(text, "csv")).toEqual([
      [3, '"no address" is no address. Write it like amy@example.com.'],
      [4, "The name contains a control character, a line break or a mark that turns the text around it."],
      [4, '"Mars/Olympus" is no time zone. Write it like Europe/Berlin.'],
      [6, expect.stringContaining("1 fields, the header 4")],
      [7, "The person has no name."],
      [7, expect.stringContaining("photo")],
    ]);
  });

  it("reports people who contradict each other by the line of the later one", async () => {
    const text = lines("address,name", "amy@example.com,Amy", "", "bob@example.com,Bob", "AMY@example.com,Amy again");
    expect(await problems(text, "csv")).toEqual([[5, "The address amy@example.com is given to two people."]]);
  });

  it("says what is wrong with a file as a whole", async () => {
    expect(await problems("", "csv")).toEqual([[0, expect.stringContaining("empty")]]);
    expect(await problems("name,phone\nAmy,1", "csv")).toEqual([
      [
        1,
        expect.stringMatching(
          /^There is no column "address"\. The file's columns are "name", "phone"\. It may be called: address, e-mail, .*UserPrincipalName.* Other columns that are understood: name, .*department/,
        ),
      ],
    ]);
    expect(await problems("address,name", "csv")).toEqual([[0, "The file names no people."]]);
    expect(await problems('address,name\n"a@b",Am"y"\n"x', "csv")).toEqual([
      [expect.any(Number), expect.stringContaining("quotes")],
    ]);
    expect(await problems(Buffer.from("address,name\na@b.c,Zo\xeb\n", "latin1"), "csv")).toEqual([
      [2, expect.stringContaining("UTF-8")],
    ]);
  });
});

describe("LDIF", () => {
  it("reads persons out of folded lines, base64, comments and other entries", async () => {
    const text = lines(
      "version: 1",
      "",
      "dn: ou=people,dc=example,dc=com",
      "objectClass: organizationalUnit",
      "",
      "# a person",
      "dn: uid=zoe,ou=people,dc=example,dc=com",
      "objectClass: top",
      "objectClass: inetOrgPerson",
      `cn:: ${Buffer.from("Zoë Currie").toString("base64")}`,
      "cn;lang-de: Zoe auf Deutsch",
      "mail: zoe@exam",
      " ple.com",
      "mail: z@example.com",
      "title;lang-en: Chief",
      "telephoneNumber: +49 30 1",
      "jpegPhoto:: /9j/4AAQ",
      "uid: zoe",
    );
    for (const variant of [text, text.replaceAll("\n", "\r\n")])
      expect(await people(variant, "ldif")).toMatchObject([
        { name: "Zoë Currie", addresses: ["zoe@example.com", "z@example.com"], title: "Chief", phone: "+49 30 1" },
      ]);
  });

  it("reads the addresses of Active Directory", async () => {
    const text = lines(
      "dn: cn=a",
      "objectClass: user",
      "cn: Amy",
      "mail: amy@example.com",
      "proxyAddresses: SMTP:amy@example.com",
      "proxyAddresses: smtp:a.currie@example.com",
      "proxyAddresses: x500:/o=x",
    );
    expect(await people(text, "ldif")).toMatchObject([{ addresses: ["amy@example.com", "a.currie@example.com"] }]);
  });

  it("reports lines that are none, bad base64, changes, and entries without a name", async () => {
    const text = lines(
      "dn: a",
      "objectClass: person",
      "cn: Amy",
      "nonsense",
      "mail:: %%%",
      "",
      "dn: b",
      "changetype: delete",
      "",
      "dn: c",
      "objectClass: person",
      "cn: Bob",
      "",
      "cn: who",
    );
    expect(await problems(text, "ldif")).toEqual([
      [4, expect.stringContaining("no LDIF line")],
      [5, "The value of mail is no base64 of UTF-8 text."],
      [7, expect.stringContaining("Changes")],
      [14, "The entry has no dn."],
    ]);
  });
});

describe("vCard", () => {
  it("reads versions 3.0 and 4.0 with groups, parameters, escapes, folding and preferences", async () => {
    const text = [
      "BEGIN:VCARD",
      "VERSION:3.0",
      "N:Currie;Amy;;;",
      "FN:Amy Currie\\, Dr.",
      "item1.EMAIL;TYPE=INTERNET:second@example.com",
      "EMAIL;type=INTERNET;type=pref:amy@exam",
      "\tple.com",
      "ORG:Example\\; Sons;Sales;North",
      "TITLE;ENCODING=b:Q2hpZWY=",
      "ADR;TYPE=work:;;Street 1;Berlin;;10115;Germany",
      "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ",
      "END:VCARD",
      "BEGIN:VCARD",
      "VERSION:4.0",
      "FN:Bob",
      "EMAIL;PREF=2:b2@example.com",
      'EMAIL;PREF=1;TYPE="work,home":bob@example.com',
      "TEL;VALUE=uri:tel:+49-30-1",
      "TZ:Europe/Berlin",
      "PHOTO:https://example.com/bob.jpg",
      "END:VCARD",
    ].join("\r\n");
    expect(await people(text, "vcard")).toMatchObject([
      {
        name: "Amy Currie, Dr.",
        addresses: ["amy@example.com", "second@example.com"],
        department: "Sales, North",
        title: "Chief",
        location: "Berlin",
        photo: "",
      },
      {
        name: "Bob",
        addresses: ["bob@example.com", "b2@example.com"],
        phone: "+49-30-1",
        timeZone: "Europe/Berlin",
        photo: "https://example.com/bob.jpg",
      },
    ]);
  });

  it("reports cards that do not end, other versions, lines that are none, and what stands outside", async () => {
    const text = lines(
      "FN:Nobody",
      "BEGIN:VCARD",
      "VERSION:2.0",
      "FN:Old",
      "EMAIL:o@example.com",
      "END:VCARD",
      "BEGIN:VCARD",
      "VERSION:4.0",
      "nonsense",
      "FN:Amy",
    );
    expect(await problems(text, "vcard")).toEqual([
      [1, expect.stringContaining("outside of a card")],
      [2, expect.stringContaining("version is 2.0")],
      [7, "The card has no END:VCARD."],
      [9, expect.stringContaining("not a vCard line")],
    ]);
  });

  it("reads a long hostile line in linear time", () => {
    const before = performance.now();
    const text = lines("BEGIN:VCARD", `EMAIL${";a=b".repeat(200_000)}`, "END:VCARD");
    expect(readPeople(Buffer.from(text), "vcard").problemCount).toBeGreaterThan(0);
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});

it("D13: a large file is read by another thread, which hands on bytes, and its problems are counted", async () => {
  let threads = 0;
  const count = (): void => void threads++;
  process.on("worker", count);
  const name = `c${community++}`;
  const rows = Array.from({ length: 1_500 }, (_, i) => `p${i}@example.com,Person ${i},p0@example.com`);
  const file = (more: readonly string[] = []) => Buffer.from(["address,name,manager", ...rows, ...more].join("\n"));
  await importPeople(store, name, Buffer.from("address,name\np0@example.com,Boss\n"), "csv");
  expect(threads).toBe(0);
  const report = await importPeople(store, name, file(), "csv");
  expect([report.added, report.changed, threads]).toEqual([1_499, 1, 1]);
  expect(report.warnings).toEqual([{ line: 2, message: "Nobody is their own manager." }]);
  const bad = file(Array.from({ length: 3_000 }, (_, i) => `bad${i},Nobody,`));
  const error = await importPeople(store, name, bad, "csv").catch((reason: unknown) => reason);
  expect((error as Error).message).toMatch(/^line 1502: "bad0" is no address(?:.|\n)*and 2900 more problems$/);
  const twice = file(["P7@example.com,Again,"]);
  await expect(importPeople(store, name, twice, "csv")).rejects.toThrow("line 1502: The address p7@example.com");
  const { items } = await readPeopleBeside(file(), "csv");
  expect([items.count, items.bytes instanceof Uint8Array]).toEqual([1_500, true]);
  process.off("worker", count);
}, 60_000);

it("the format follows from the name of the file", () => {
  expect(["a.CSV", "a.ldif", "a.vcf", "a.pdf", "csv"].map(formatOf)).toEqual([
    "csv",
    "ldif",
    "vcard",
    undefined,
    undefined,
  ]);
});

describe("managers", () => {
  const dn = (name: string) => `cn=${name},dc=example`;
  const ldif = (name: string, manager: string) =>
    lines(
      `dn: ${dn(name)}`,
      "objectClass: person",
      `mail: ${name}@example.com`,
      `cn: ${name}`,
      `manager: ${manager}`,
      "",
    );
  const card = (name: string, manager: string) =>
    lines("BEGIN:VCARD", "VERSION:4.0", `FN:${name}`, `EMAIL:${name}@example.com`, manager, "END:VCARD");

  it.each<[ImportFormat, string]>([
    [
      "csv",
      "address,name,Manager\nbob@example.com,bob,AMY@example.com\namy@example.com,amy,\neve@example.com,eve,amy@example.com",
    ],
    ["ldif", lines(ldif("bob", dn("AMY").replace(",", ", ")), ldif("amy", ""), ldif("eve", dn("amy")))],
    [
      "vcard",
      lines(
        card("bob", "RELATED;TYPE=manager:mailto:amy@example.com"),
        card("amy", "NOTE:none"),
        card("eve", "X-MANAGER:amy@example.com"),
      ),
    ],
  ])("%s: are known when everybody is in, and stay when a file says nothing of them", async (format, text) => {
    const name = `c${community++}`;
    const report = await importPeople(store, name, Buffer.from(text), format);
    expect([report.added, report.warnings]).toEqual([3, undefined]);
    const managers = async () => {
      const all = await everybody(name);
      return Object.fromEntries(all.map((one) => [one.name, all.find(({ id }) => id === one.manager)?.name]));
    };
    expect(await managers()).toEqual({ amy: undefined, bob: "amy", eve: "amy" });
    await importPeople(store, name, Buffer.from("address,name\nbob@example.com,bob\n"), "csv");
    expect(await managers()).toMatchObject({ bob: "amy" });
    const gone = await importPeople(store, name, Buffer.from("address,name,manager\nbob@example.com,bob,\n"), "csv");
    expect([gone.changed, await managers()]).toMatchObject([1, { bob: undefined, eve: "amy" }]);
    await store.people.erase(name, (await store.people.find(name, "amy@example.com"))!.id);
    expect(await everybody(name)).toMatchObject([{ manager: "" }, { manager: "" }]);
  });

  it("that nobody is, and that go in a circle, are told and refuse nothing", async () => {
    const text = lines(
      "address,name,manager",
      "a@example.com,A,c@example.com",
      "b@example.com,B,a@example.com",
      "c@example.com,C,b@example.com",
      "d@example.com,D,a@example.com",
      "e@example.com,E,e@example.com",
      "f@example.com,F,nobody@example.com",
    );
    const name = `c${community++}`;
    const { added, warnings } = await importPeople(store, name, Buffer.from(text), "csv");
    expect([added, warnings]).toEqual([
      6,
      [
        ...[2, 3, 4].map((line) => ({ line, message: "The managers go in a circle from here." })),
        { line: 6, message: "Nobody is their own manager." },
        { line: 7, message: 'There is no person "nobody@example.com" to be the manager.' },
      ],
    ]);
    const all = await everybody(name);
    expect(
      all
        .filter(({ manager }) => manager === "")
        .map((one) => one.name)
        .sort(),
    ).toEqual(["E", "F"]);
    const absent = await importPeople(store, `c${community++}`, Buffer.from(ldif("bob", dn("amy"))), "ldif");
    expect(absent.warnings).toEqual([{ line: 1, message: expect.stringContaining(dn("amy")) }]);
  });
});
