import { fold, keywordsOf } from "./fold.ts";

/** The fields of a person that are indexed. */
export interface SearchedPerson {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly department: string;
  readonly phone: string;
  readonly addresses: readonly string[];
  /** The manager's id, or empty. */
  readonly manager: string;
}

/** The fields that are indexed separately, because a match in a name ranks higher than one in a title. */
export const FIELDS = ["names", "locals", "others"] as const;
export type Field = (typeof FIELDS)[number];

/** A person as the index stores one. */
export interface PersonWords extends Readonly<Record<Field, readonly string[]>> {
  readonly id: string;
  /** The sort key: the folded name. */
  readonly key: string;
  readonly department: string;
  readonly manager: string;
  /** The phone number's digits, from the start of each group of digits to the end of the number. */
  readonly phones: readonly string[];
}

const MIN_DIGITS = 3;
/** E.164 allows 15 digits; of longer numbers the last ones are indexed. */
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

/** Removes leading zeros: the dialling prefixes "00" (international) and "0" (national) are not part of the number. */
export function withoutZeros(digits: string): string {
  return digits.replace(/^0+/, "");
}
