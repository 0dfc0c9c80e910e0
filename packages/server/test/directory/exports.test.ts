import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importGroups } from "../../src/features/directory/import/import-groups.ts";
import { type ImportFormat, importPeople } from "../../src/features/directory/import/import-people.ts";
import type { Store } from "../../src/stores.ts";
import { openStore } from "../../src/stores.ts";
import { systemClock } from "../../src/time/clock.ts";

let store: Store;
let community = 0;
beforeAll(async () => {
  store = await openStore({ data: ":memory:", clock: systemClock });
});
afterAll(() => store.close());

/** What an export comes to: people as "address name, title", with their manager's name, and what was said of the rest. */
async function imported(text: string, format: ImportFormat) {
  const name = `c${community++}`;
  const { warnings = [] } = await importPeople(store, name, Buffer.from(text), format);
  const all = await store.people.list(name, { after: "", limit: 100 });
  const people = all.map((one) => {
    const manager = all.find(({ id }) => id === one.manager)?.name;
    return [one.addresses.join(" "), one.name, one.title, ...(manager ? [manager] : [])].filter(Boolean).join(", ");
  });
  return { people: people.sort(), warnings: warnings.map(({ line, message }) => `${line}: ${message}`) };
}

const GUID = Buffer.from([0xff, 0xfe, 0x80, 0x00]).toString("base64");
const entry = (dn: string, ...lines: string[]): string =>
  [`dn: ${dn}`, ...lines.map((line) => (line.includes(":") ? line : `objectClass: ${line}`)), ""].join("\n");

describe("LDIF as directories export it", () => {
  it("passes over bytes that are not used, machines, accounts without an address, and what search tools add", async () => {
    const text = [
      "# extended LDIF\n",
      entry(
        "CN=Amy,DC=x",
        "person",
        "user",
        "cn: Amy",
        "mail: amy@x.example",
        `objectGUID:: ${GUID}`,
        `objectSid:: ${GUID}`,
      ),
      entry("CN=krbtgt,DC=x", "person", "user", "cn: krbtgt"),
      entry("CN=guest,DC=x", "person", "user", "cn: guest", "mail: "),
      entry("CN=PC,DC=x", "person", "user", "computer", "cn: PC", "mail: pc@x.example"),
      "# search reference\nref: ldap://other.example/DC=x\n",
      "# search result\nsearch: 2\nresult: 0 Success\n",
      "# numEntries: 4\n",
    ].join("\n");
    expect(await imported(text, "ldif")).toEqual({
      people: ["amy@x.example, Amy"],
      warnings: ["11: This entry and 1 more have no address: passed over."],
    });
    expect(
      (await imported(text.replace("objectSid", "mail"), "ldif").catch((error: Error) => error)) as Error,
    ).toMatchObject({
      message: "line 9: The value of mail is no base64 of UTF-8 text.",
    });
  });

  it.each([
    ["CN=Currie\\, Amy,DC=x", "cn=currie\\2C amy, dc=X"],
    ["CN=Currie\\, Amy,DC=x", 'CN="Currie, Amy",DC=x'],
    ["cn=M\\C3\\BCller+sn=A,dc=x", "SN=a + CN=mu\u0308ller,DC=x"],
    ["cn=A  B,dc=x", "cn=a b,dc=x"],
  ])("compares distinguished names by value: %s is %s", async (dn, manager) => {
    const ben = entry("uid=ben", "person", "cn: Ben", "mail: b@x.example", `manager: ${manager}`);
    const { people } = await imported(`${entry(dn, "person", "cn: Amy", "mail: a@x.example")}\n${ben}`, "ldif");
    expect(people).toEqual(["a@x.example, Amy", "b@x.example, Ben, Amy"]);
  });

  it("tells names apart that differ by more than how they are written", async () => {
    const text = entry("cn=a\\,dc=b,dc=x", "person", "cn: Amy", "mail: a@x.example");
    const ben = entry("uid=ben", "person", "cn: Ben", "mail: b@x.example", "manager: cn=a,dc=b,dc=x");
    expect((await imported(`${text}\n${ben}`, "ldif")).people).toEqual(["a@x.example, Amy", "b@x.example, Ben"]);
  });

  it("knows people by the name that they sign in with, and by given and family names", async () => {
    const text = entry("cn=a", "user", "givenName: Amy", "sn: Currie", "userPrincipalName: amy@corp.example");
    expect((await imported(text, "ldif")).people).toEqual(["amy@corp.example, Amy Currie"]);
  });

  it("groups: passes over members that are no people, by name or user id, but not all of them", async () => {
    const name = `c${community++}`;
    const people = [
      entry("cn=Currie\\, Amy,dc=x", "user", "cn: Amy", "mail: amy@x.example", `objectGUID:: ${GUID}`, "uid: amy"),
      entry("cn=Printer,dc=x", "device", "cn: Printer"),
    ].join("\n");
    await importPeople(store, name, Buffer.from(people), "ldif");
    const read = (group: string) => importGroups(store, name, Buffer.from(`${people}\n${group}`), "ldif");
    const members = ["member: cn=currie\\2C amy,dc=x", "member: cn=Printer,dc=x", "member: cn=Elsewhere,dc=x"];
    const amy = (await store.people.find(name, "amy@x.example"))!.id;
    const report = await read(entry("cn=s", "group", "cn: sales", ...members, `objectGUID:: ${GUID}`));
    expect(report).toMatchObject({
      added: 1,
      warnings: [{ message: 'The file has no person and no group "cn=Printer,dc=x" and 1 more: passed over.' }],
    });
    expect(await store.groups.get(name, "sales")).toMatchObject({ people: [amy] });
    await read(entry("cn=u", "posixGroup", "cn: unix", "memberUid: amy"));
    expect(await store.groups.get(name, "unix")).toMatchObject({ people: [amy] });
    await expect(read(entry("cn=p", "group", "cn: printers", members[1]!, members[2]!))).rejects.toThrow(
      'no person and no group "cn=Printer,dc=x" and 1 more. Export them with the groups.',
    );
  });
});

describe("tables as programs export them", () => {
  it.each([
    [
      "Excel: rows that were emptied",
      "address;name;title\r\namy@x.example;Amy;Chief\r\n;;\r\n;;;\r\n",
      "amy@x.example, Amy, Chief",
    ],
    [
      "Excel: the separator",
      '\ufeffsep=;\r\naddress;name\r\namy@x.example;"Currie, Amy"\r\n',
      "amy@x.example, Currie, Amy",
    ],
    [
      "PowerShell: the type",
      '#TYPE Selected.ADUser\r\n"mail","DisplayName"\r\n"amy@x.example","Amy"\r\n',
      "amy@x.example, Amy",
    ],
    [
      "Google contacts",
      "First Name,Middle Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value\nAmy,B,Currie,* Work,amy@x.example ::: a@x.example,c@x.example",
      "amy@x.example a@x.example c@x.example, Amy B Currie",
    ],
    [
      "Google people",
      "First Name [Required],Last Name [Required],Email Address [Required],Employee Title\nAmy,Currie,amy@x.example,Chief",
      "amy@x.example, Amy Currie, Chief",
    ],
    [
      "Outlook",
      "First Name,Last Name,E-mail Address,E-mail 2 Address,Job Title\nAmy,Currie,amy@x.example,,Chief",
      "amy@x.example, Amy Currie, Chief",
    ],
    [
      "Outlook in German",
      "Vorname;Nachname;Position;E-Mail-Adresse;E-Mail 2: Adresse\nAmy;Currie;Chefin;amy@x.example;a@x.example",
      "amy@x.example a@x.example, Amy Currie, Chefin",
    ],
    [
      "Thunderbird in German",
      "Vorname,Nachname,Anzeigename,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse\nAmy,C,Amy Currie,amy@x.example,a@x.example",
      "amy@x.example a@x.example, Amy Currie",
    ],
    [
      "Entra",
      "userPrincipalName,displayName,proxyAddresses,mail\namy@corp.example,Amy,SMTP:amy@x.example+smtp:a@x.example+sip:amy@x.example,",
      "amy@x.example a@x.example amy@corp.example, Amy",
    ],
    ["an invisible character", "address,name\namy@x.example\u200b\u00a0,Amy", "amy@x.example, Amy"],
  ])("%s", async (_, text, person) => {
    expect(await imported(text, "csv")).toEqual({ people: [person], warnings: [] });
  });

  it("csvde: managers by distinguished name, machines and accounts without an address passed over", async () => {
    const text = [
      "DN,objectClass,cn,mail,manager",
      '"CN=Currie\\, Amy,DC=x",user,Amy,amy@x.example,',
      '"CN=Ben,DC=x",user,Ben,ben@x.example,"CN=Currie\\2C Amy,DC=x"',
      '"CN=PC,DC=x",top;person;user;computer,PC,pc@x.example,',
      '"CN=Staff,DC=x",organizationalUnit,Staff,,',
      '"CN=krbtgt,DC=x",user,krbtgt,,',
    ].join("\n");
    expect(await imported(text, "csv")).toEqual({
      people: ["amy@x.example, Amy", "ben@x.example, Ben, Amy"],
      warnings: ["6: This entry has no address: passed over."],
    });
  });

  it.each([
    [
      "Google contacts",
      "First Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value\nAmy,Currie,,* Work,amy@x.example,\nMum,,,,,123\n,,A firm,,,456\n",
    ],
    [
      "Outlook with colleagues at an Exchange server",
      "First Name,Last Name,E-mail Address,E-mail Type\nAmy,Currie,amy@x.example,SMTP\nEx,Change,/o=ExchangeLabs/ou=Exchange (FYDIBOHF23SPDLT)/cn=Recipients/cn=1-Ex,EX\nMum,,,\n",
    ],
    [
      "Thunderbird",
      "First Name,Last Name,Display Name,Nickname,Primary Email,Screen Name\nAmy,Currie,Amy Currie,,amy@x.example,\nMum,,Mum,,,\n,,,Dad,,\n",
    ],
  ])("%s: entries without an address are passed over and counted", async (_, text) => {
    expect(await imported(text, "csv")).toEqual({
      people: ["amy@x.example, Amy Currie"],
      warnings: ["3: This entry and 1 more have no address: passed over."],
    });
    await expect(imported("address,name\n,Mum\n", "csv")).rejects.toThrow("The person has no address.");
  });

  it("names the columns that are not used, without those that have no heading", async () => {
    const { ignored } = await importPeople(
      store,
      "ignored",
      Buffer.from("name,mail,Shoe size,,\nA,a@x.example,,,\n"),
      "csv",
    );
    expect(ignored).toEqual(["Shoe size"]);
  });

  it("keeps lines' numbers behind what comes before the headings, and refuses one heading twice", async () => {
    await expect(imported("sep=;\naddress;name\nx;Amy\n", "csv")).rejects.toThrow('line 3: "x" is no address');
    await expect(imported("#TYPE X\nmail,E-Mail,email,name\n", "csv")).rejects.toThrow(
      'line 2: Two columns are called "email". Remove one.',
    );
  });
});

describe("vCards as programs write them", () => {
  it("2.1 in quoted-printable, over several lines and in another character set", async () => {
    const text = [
      "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=C3=AB;;;",
      "FN;CHARSET=UTF-8;QUOTED-PRINTABLE:Zo=C3=AB =\r\nM=C3=BC=\r\nller",
      "TITLE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gesch=E4ft",
      "EMAIL;HOME:z@x.example\r\nEMAIL;INTERNET;PREF:zoe@x.example",
      "PHOTO;JPEG;ENCODING=BASE64:\r\n /9j/4AAQ\r\n\r\nX-ODD_NAME;=:x\r\nEND:VCARD\r\n",
    ].join("\r\n");
    expect((await imported(text, "vcard")).people).toEqual(["zoe@x.example z@x.example, Zoë Müller, Geschäft"]);
  });

  it("with keys and pictures that are not read, and cards of whom only a phone number is known", async () => {
    const card = (...lines: string[]) => ["BEGIN:VCARD", "VERSION:3.0", ...lines, "END:VCARD\r\n"].join("\r\n");
    const text =
      card("FN:Amy", "EMAIL:amy@x.example", `KEY;ENCODING=b:${GUID}`, `X-${"a=b;".repeat(2_000)}:x`) +
      card("FN:Dentist", "TEL:+49 30 1");
    expect(await imported(text, "vcard")).toEqual({
      people: ["amy@x.example, Amy"],
      warnings: ["8: This entry has no address: passed over."],
    });
    await expect(imported(card("FN:Dentist"), "vcard")).rejects.toThrow("The file names no people.");
    await expect(imported(card("FN:Amy", `EMAIL;ENCODING=b:${GUID}`), "vcard")).rejects.toThrow(
      "EMAIL is not UTF-8 text in base64",
    );
  });
});
