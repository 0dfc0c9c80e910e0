import { BaseIndex } from "./base-index.ts";
import { NumberList } from "./number-list.ts";
import { FIELDS, type Field, type PersonWords } from "./person-words.ts";
import { backwards, PhoneTable, phoneNumber } from "./phone-table.ts";
import { Postings } from "./postings.ts";

/** The words of one field, of everybody that was added so far. */
class FieldWords {
  readonly #numbers = new Map<string, number>();
  readonly #words = new NumberList((length) => new Uint32Array(length));
  readonly #ends = new NumberList((length) => new Uint32Array(length));

  add(words: readonly string[]): void {
    for (const word of words) {
      let number = this.#numbers.get(word);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(word, number);
      }
      this.#words.push(number);
    }
    this.#ends.push(this.#words.length);
  }

  /** @param order who was added as which, by place. */
  postings(order: Uint32Array): Postings {
    return Postings.of([...this.#numbers.keys()], (take) => {
      order.forEach((added, at) => {
        const end = this.#ends.at(added);
        for (let i = added === 0 ? 0 : this.#ends.at(added - 1); i < end; i++) take(this.#words.at(i), at);
      });
    });
  }
}

/** Phone numbers of everybody that was added so far. */
class PhoneNumbers {
  readonly #numbers = new NumberList((length) => new Float64Array(length));
  readonly #people = new NumberList((length) => new Uint32Array(length));

  add(digits: string, person: number): void {
    this.#numbers.push(phoneNumber(digits));
    this.#people.push(person);
  }

  /** @param places of who was added, in the order of adding. */
  table(places: Uint32Array): PhoneTable {
    const count = this.#numbers.length;
    const numbers = Float64Array.from({ length: count }, (_, i) => this.#numbers.at(i));
    return new PhoneTable(
      numbers,
      Uint32Array.from({ length: count }, (_, i) => places[this.#people.at(i)]!),
    );
  }
}

/** Takes people one by one, in any order; of each no more is kept than the index needs. */
export class IndexBuilder {
  readonly #ids: string[] = [];
  readonly #keys: string[] = [];
  readonly #departments: string[] = [];
  readonly #managers: string[] = [];
  readonly #fields: Readonly<Record<Field, FieldWords>> = {
    names: new FieldWords(),
    locals: new FieldWords(),
    others: new FieldWords(),
  };
  readonly #starts = new PhoneNumbers();
  readonly #ends = new PhoneNumbers();
  readonly #shared = new Map<string, string>();

  add(person: PersonWords): void {
    const number = this.#ids.push(person.id) - 1;
    this.#keys.push(person.key);
    this.#departments.push(this.#share(person.department));
    this.#managers.push(this.#share(person.manager));
    for (const field of FIELDS) this.#fields[field].add(person[field]);
    for (const digits of person.phones) this.#starts.add(digits, number);
    if (person.phones[0] !== undefined) this.#ends.add(backwards(person.phones[0]), number);
  }

  build(): BaseIndex {
    const [ids, keys] = [this.#ids, this.#keys];
    const order = Uint32Array.from(ids.keys()).sort((a, b) =>
      keys[a] === keys[b] ? (ids[a]! < ids[b]! ? -1 : 1) : keys[a]! < keys[b]! ? -1 : 1,
    );
    const places = new Uint32Array(order.length);
    order.forEach((added, at) => {
      places[added] = at;
    });
    const ordered = (values: readonly string[]): string[] => Array.from(order, (added) => values[added]!);
    return new BaseIndex({
      ids: ordered(ids),
      keys: ordered(keys),
      departments: ordered(this.#departments),
      managers: ordered(this.#managers),
      postings: {
        names: this.#fields.names.postings(order),
        locals: this.#fields.locals.postings(order),
        others: this.#fields.others.postings(order),
      },
      starts: this.#starts.table(places),
      ends: this.#ends.table(places),
    });
  }

  /** One text for all who have it. */
  #share(text: string): string {
    const known = this.#shared.get(text);
    if (known !== undefined) return known;
    this.#shared.set(text, text);
    return text;
  }
}
