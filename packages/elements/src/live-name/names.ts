import { ensureDefined } from "../define/registry.ts";
import { LiveName } from "./live-name.ts";

/** The live names that an element shows, one for each of its rows: they outlive its renderings, with card and focus. */
export class LiveNames {
  readonly #names = new Map<string, LiveName>();

  /**
   * @param row what the name belongs to in the element
   * @param person address or id
   * @param text the name as it is shown: text, whatever stands in it
   */
  get(row: string, person: string, text: string): LiveName {
    let name = this.#names.get(row);
    if (name === undefined) {
      ensureDefined(LiveName);
      name = new LiveName();
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
