import { expect, it } from "vitest";
import { DirectoryIndex } from "./directory-index.ts";
import { IndexBuilder } from "./index-builder.ts";
import { personWords } from "./person-words.ts";
import { resolveName } from "./resolve-name.ts";

const rows: ReadonlyArray<readonly [id: string, name: string, address: string, department: string, phone: string]> = [
  ["1", "Amy Currie", "amy.currie@example.com", "Sales", "+49 30 1234567"],
  ["2", "Amy Currie", "a2@example.com", "Research", "+49 30 1234568"],
  ["3", "Dr. Jürgen Müller", "jm@example.com", "", ""],
  ["4", "Amy Jane Currie", "acurrie@example.com", "", ""],
  ["5", "Bob Stone", "bob@example.com", "Sales", ""],
  ["6", "Sales Desk", "desk@example.com", "", "555 1234567"],
  ["7", "王小明", "q1@example.com", "", ""],
  ["8", "Sinéad O’Brien", "q2@example.com", "", ""],
  ["9", "van der Berg, Anna", "q3@example.com", "", ""],
];
const words = rows.map(([id, name, address, department, phone]) =>
  personWords({ id, name, addresses: [address], department, phone, title: "", manager: "" }),
);

/** Half of them stand in the large index, half beside it. */
function index(): DirectoryIndex {
  const builder = new IndexBuilder();
  for (const one of words.slice(0, 3)) builder.add(one);
  const made = new DirectoryIndex(builder.build());
  for (const one of words.slice(3)) made.put(one.id, one);
  return made;
}

it.each([
  ["Amy Currie", "12"],
  ["currie, amy", "12"],
  ["Currie Amy", "12"],
  ["Dr. Amy Currie (Sales)", "1"],
  ["Ms Amy Currie (Nowhere)", "12"],
  ["Amy J. Currie", "4"],
  ["A. Currie", "12"],
  ["amy jane", "4"],
  ["Juergen Mueller", "3"],
  ["Jurgen Muller", "3"],
  ["Prof. Dr. J. Müller", "3"],
  ["acurrie", "4"],
  ["amy.currie", "12"],
  ["desk", "6"],
  ["Sales", "6"],
  ["030 1234567", "1"],
  ["+49 (30) 1234568", "2"],
  ["1234567", "16"],
  ["123", ""],
  ["Amy Stone", ""],
  ["A. B.", ""],
  ["", ""],
  ["(Sales)", ""],
  ["a b c d e f g h i j k l m n o p", ""],
  ["Currie ".repeat(40), ""],
  ["小明", "7"],
  ["Wang Xiaoming", "7"],
  ["Xiaoming Wang", "7"],
  ["O Brien", "8"],
  ["O'Brien, S.", "8"],
  ["Sinead Brien", "8"],
  ["Anna Vanderberg", "9"],
  ["Berg", "9"],
])("D9: %j is %j", (written, expected) => {
  expect(resolveName(index(), written, 10).ids.join("")).toBe(expected);
});

it("D9: of many the first are given, and that there are more", () => {
  expect(resolveName(index(), "Amy Currie", 1)).toEqual({ ids: ["1"], more: true });
});
