import { expect, it } from "vitest";
import { fold, keywordsOf, spelledWordsOf, wordsOf } from "./fold.ts";

it.each([
  ["Amy Currie", "amy currie"],
  ["  O'Brien-Smith, J. ", "obrien smith j"],
  ["Müller Øster Åse", "muller oster ase"],
  ["Weiß Łukasz Đỗ", "weiss lukasz do"],
  ["Ame\u0301lie", "amelie"],
  ["Дмитрий Щербаков", "dmitriy shcherbakov"],
  ["Γιώργος", "giorgos"],
  ["\u0000\u202e!?* ", ""],
])("D6: %j is compared as %j", (text, folded) => {
  expect(fold(text)).toBe(folded);
});

it("D6: a marked letter is found without its mark and spelled out", () => {
  expect(keywordsOf("Jürgen Müller")).toEqual(["jurgen", "juergen", "muller", "mueller"]);
  expect(keywordsOf("Søren Åse Παπαδόπουλος")).toEqual(expect.arrayContaining(["soren", "soeren", "ase", "aase"]));
  expect(keywordsOf("Παπαδόπουλος")).toContain("papadopoulos");
  expect(spelledWordsOf("Müller")).toEqual(["mueller"]);
  expect(spelledWordsOf("Mueller")).toEqual(wordsOf("Mueller"));
});

it("D6: parts of a word are words, and so is the whole", () => {
  expect(keywordsOf("Anne-Marie O’Brien")).toEqual(["anne", "marie", "annemarie", "obrien"]);
  expect(keywordsOf("amy.currie")).toEqual(["amy", "currie", "amycurrie"]);
  expect(keywordsOf("")).toEqual([]);
  expect(keywordsOf("x ".repeat(1_000)).length).toBe(1);
  expect(keywordsOf(Array.from({ length: 500 }, (_, i) => `w${i}`).join(" ")).length).toBeLessThan(50);
});
