import { type ElementClass, ensureDefined } from "../define/registry.ts";

interface NameElement extends HTMLElement {
  person: string;
}

/** The live names of an element's rows, one each. They outlive its renderings, with their card and focus. */
export class RowNames<Name extends NameElement> {
  readonly #Name: ElementClass & (new () => Name);
  readonly #names = new Map<string, Name>();

  /** @param Name the class of `<live-name>` */
  constructor(Name: ElementClass & (new () => Name)) {
    this.#Name = Name;
  }

  /**
   * @param row what the name belongs to in the element
   * @param person address or id
   * @param text the name as it is shown: text, whatever stands in it
   */
  get(row: string, person: string, text: string): Name {
    let name = this.#names.get(row);
    if (name === undefined) {
      ensureDefined(this.#Name);
      name = new this.#Name();
      this.#names.set(row, name);
    }
    if (name.person !== person) name.person = person;
    if (name.textContent !== text) name.textContent = text;
    return name;
  }

  /** Forget the names of all other rows. */
  keep(rows: ReadonlySet<string>): void {
    for (const row of this.#names.keys()) if (!rows.has(row)) this.#names.delete(row);
  }
}
