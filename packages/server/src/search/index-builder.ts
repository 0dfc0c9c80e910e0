import { atOnce, type Sliced } from "../kernel/slices.ts";
import { BaseIndex } from "./base-index.ts";
import { NumberList } from "./number-list.ts";
import { FIELDS, type Field, type PersonWords } from "./person-words.ts";
import { backwards, PhoneTable, phoneNumber } from "./phone-table.ts";
import { Postings } from "./postings.ts";
import { sorted } from "./sorted.ts";

/** People handled between two yields. */
const STEPS = 512;

/** The words of one field, of all people added so far. */
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

  /** @param order by place in the order of names: the person's index in the order of adding. */
  postings(order: Uint32Array): Sliced<Postings> {
    const [words, ends] = [this.#words, this.#ends];
    return Postings.making([...this.#numbers.keys()], function* (take) {
      for (let at = 0; at < order.length; at++) {
        const added = order[at]!;
        const end = ends.at(added);
        for (let i = added === 0 ? 0 : ends.at(added - 1); i < end; i++) take(words.at(i), at);
        if (at % STEPS === 0) yield;
      }
    });
  }
}

/** The phone numbers of all people added so far. */
class PhoneNumbers {
  readonly #numbers = new NumberList((length) => new Float64Array(length));
  readonly #people = new NumberList((length) => new Uint32Array(length));

  add(digits: string, person: number): void {
    this.#numbers.push(phoneNumber(digits));
    this.#people.push(person);
  }

  /** @param places by index in the order of adding: the person's place in the order of names. */
  table(places: Uint32Array): Sliced<PhoneTable> {
    return PhoneTable.making(
      this.#numbers.all(),
      this.#people.all().map((added) => places[added]!),
    );
  }
}

/** Builds the index from people added one by one, in any order. Keeps only what the index needs. */
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
    return atOnce(this.building());
  }

  /** Like `build`, but yields to other work. */
  *building(): Sliced<BaseIndex> {
    const [ids, keys] = [this.#ids, this.#keys];
    const order = yield* sorted(Uint32Array.from(ids.keys()), (a, b) =>
      keys[a] === keys[b] ? (ids[a]! < ids[b]! ? -1 : 1) : keys[a]! < keys[b]! ? -1 : 1,
    );
    const places = new Uint32Array(order.length);
    order.forEach((added, at) => {
      places[added] = at;
    });
    const ordered = function* (values: readonly string[]): Sliced<string[]> {
      const found: string[] = [];
      for (const added of order) if (found.push(values[added]!) % STEPS === 0) yield;
      return found;
    };
    const placed = yield* ordered(ids);
    return new BaseIndex({
      ids: placed,
      byId: yield* sorted(Uint32Array.from(placed.keys()), (a, b) => (placed[a]! < placed[b]! ? -1 : 1)),
      keys: yield* ordered(keys),
      departments: yield* ordered(this.#departments),
      managers: yield* ordered(this.#managers),
      postings: {
        names: yield* this.#fields.names.postings(order),
        locals: yield* this.#fields.locals.postings(order),
        others: yield* this.#fields.others.postings(order),
      },
      starts: yield* this.#starts.table(places),
      ends: yield* this.#ends.table(places),
    });
  }

  /** Interns a string, so that equal ones share their memory. */
  #share(text: string): string {
    const known = this.#shared.get(text);
    if (known !== undefined) return known;
    this.#shared.set(text, text);
    return text;
  }
}
