import { expect, test } from "vitest";
import { describedPeople } from "../src/scan/json-ld.ts";

const BASE = "https://blog.example.com/posts/7";
const read = (data: unknown) => describedPeople(JSON.stringify(data), BASE);

test("JSON-LD: people with a mail address are read, wherever they stand", () => {
  const amy = { "@type": "Person", name: " Amy \n Currie", email: "mailto:Amy@example.com", url: "/people/amy" };
  const known = { address: "amy@example.com", names: ["Amy Currie"], pages: ["https://blog.example.com/people/amy"] };
  expect(read(amy)).toEqual([known]);
  expect(read([{ "@graph": [{ "@type": "Article", author: [amy, { "@type": "Person", name: "Ben" }] }] }])).toEqual([
    known,
  ]);
  const ben = {
    "@type": ["Person", "Patient"],
    "@id": "#ben",
    email: ["ben@example.com"],
    sameAs: ["https://git.example.org/ben", "not an address:"],
  };
  expect(read({ ...ben, name: ["Ben", "Benjamin"] })).toMatchObject([
    {
      address: "ben@example.com",
      names: ["Ben", "Benjamin"],
      pages: expect.arrayContaining([`${BASE}#ben`, "https://git.example.org/ben"]),
    },
  ]);
});

test("JSON-LD: what is no JSON, no person, too deep or too large is nobody", () => {
  expect(describedPeople('{"@type": "Person", email: x}', BASE)).toEqual([]);
  expect(read({ "@type": "PersonalTrainer", email: "amy@example.com" })).toEqual([]);
  expect(read({ "@type": "Person", email: "nobody" })).toEqual([]);
  const person = '{"@type": "http://schema.org/Person", "email": "amy@example.com"}';
  const within = (depth: number) => describedPeople(`${"[".repeat(depth)}${person}${"]".repeat(depth)}`, BASE);
  expect([within(5).length, within(5_000), within(90_000)]).toEqual([1, [], []]);
  expect(read({ "@type": "Person", email: "amy@example.com", description: "x".repeat(300_000) })).toEqual([]);
});
