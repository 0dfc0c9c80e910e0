import type { PersonRecord } from "../people/storage/contract.ts";
import { composed } from "../text/composed.ts";

/** Characters, as people count them. Length is what a guess costs; rules about kinds of characters are not worth it. */
const LEAST = 10;

/** What people choose when they are told to add a number. */
const WORDS = new Set(
  (
    "password passwort motdepasse contrasena senha wachtwoord haslo parola qwerty qwertz azerty admin administrator root " +
    "user guest welcome willkommen bienvenue changeme letmein login iloveyou secret geheim master hello hallo test default " +
    "demo example computer internet company livename football basketball baseball liverpool arsenal manchester sunshine " +
    "princess superman batman starwars pokemon monkey dragon shadow michael jennifer jordan ashley charlie daniel thomas " +
    "spring summer autumn winter fruehling sommer herbst january february march april june july august september october " +
    "november december monday tuesday wednesday thursday friday saturday sunday"
  ).split(" "),
);

/** Keys beside each other, and what is counted. */
const ROWS = [
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "1q2w3e4r5t6y7u8i9o0p",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
  "q1w2e3r4t5y6u7i8o9p0",
].flatMap((row) => [row, [...row].reverse().join("")]);

const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/** Why the password is too easy to guess and what to do, in a sentence; undefined when it is good enough. */
export function passwordProblem(
  password: string,
  person?: Pick<PersonRecord, "name" | "addresses">,
): string | undefined {
  const characters = [...composed(password)];
  if (characters.length < LEAST)
    return `The password is too short. Choose one of at least ${LEAST} characters, such as four words.`;
  const plain = composed(password, "NFKC").toLowerCase();
  const common =
    new Set(plain).size < 4 ||
    ROWS.some((row) => row.includes(unitOf(plain))) ||
    WORDS.has(unitOf(plain.replace(/[^\p{L}]/gu, ""))) ||
    WORDS.has(unitOf(unleet(plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "")).replace(/[^\p{L}]/gu, "")));
  if (common) return "The password is among the first that anybody would try. Choose another, such as four words.";
  const own = person ? [...person.addresses.flatMap((address) => address.split("@")), ...person.name.split(/\s+/)] : [];
  let rest = plain;
  for (const part of own) if (part.length >= 3) rest = rest.replaceAll(part.toLowerCase(), "");
  return [...rest].length < LEAST / 2
    ? "The password is little more than the person's name or address. Choose another, such as four words."
    : undefined;
}

/** "testtest" is "test". */
function unitOf(text: string): string {
  for (let length = 1; length <= text.length / 2; length++)
    if (text === text.slice(0, length).repeat(text.length / length)) return text.slice(0, length);
  return text;
}

function unleet(text: string): string {
  return text.replace(/./gu, (character) => LEET[character] ?? character);
}
