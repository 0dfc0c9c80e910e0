import { fold, keywordsOf } from "./fold.ts";

/** What is known of a person, of which to make words. */
export interface SearchedPerson {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly department: string;
  readonly phone: string;
  readonly addresses: readonly string[];
  /** A person's id, or empty. */
  readonly manager: string;
}

/** The fields that are searched, each apart: a name counts for more than a title. */
export const FIELDS = ["names", "locals", "others"] as const;
export type Field = (typeof FIELDS)[number];

/** A person as the index holds one. */
export interface PersonWords extends Readonly<Record<Field, readonly string[]>> {
  readonly id: string;
  /** By which people are in order of name. */
  readonly key: string;
  readonly department: string;
  readonly manager: string;
  /** Digits from the beginning of each group of the phone number to its end. */
  readonly phones: readonly string[];
}

const MIN_DIGITS = 3;
/** E.164 allows 15; longer ones are looked up by their last digits. */
const MAX_DIGITS = 15;

export function personWords(person: SearchedPerson): PersonWords {
  return {
    id: person.id,
    key: fold(person.name),
    names: keywordsOf(person.name),
    locals: keywordsOf(person.addresses.map((address) => address.slice(0, address.indexOf("@"))).join(" ")),
    others: keywordsOf(`${person.title} ${person.department}`),
    phones: phonesOf(person.phone),
    department: person.department,
    manager: person.manager,
  };
}

/** "+49 30 1234567" is found by 49301234567, 301234567 and 1234567. */
export function phonesOf(phone: string): string[] {
  const groups = phone.match(/\d+/g) ?? [];
  const phones = new Set<string>();
  for (let from = 0; from < groups.length; from++) {
    const digits = withoutZeros(groups.slice(from).join("")).slice(-MAX_DIGITS);
    if (digits.length >= MIN_DIGITS) phones.add(digits);
  }
  return [...phones];
}

/** "00" before a country's number and "0" before a town's are dialled and not part of the number. */
export function withoutZeros(digits: string): string {
  return digits.replace(/^0+/, "");
}
