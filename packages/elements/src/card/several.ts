import type { Person, WatchedPerson } from "@livename/client";
import { html, nothing, type TemplateResult } from "lit";
import { avatar } from "../avatar/avatar.ts";
import type { Locale } from "../locales/locale.ts";
import type { Named } from "../named/named.ts";
import type { Several } from "../named/whom.ts";

/** The person the viewer chose among those a name matches. The card then shows that person. */
export class Chosen implements Named {
  readonly person: string;
  readonly name: string;
  readonly area: Element;
  readonly anchor: Element | Range;
  readonly ofPage = true;
  readonly noCard = false;
  readonly stands = true;
  watched: WatchedPerson | undefined;
  expanded = true;
  readonly #of: Named;

  constructor(of: Named, person: Person) {
    this.#of = of;
    this.person = person.id;
    this.name = person.name;
    this.area = of.area;
    this.anchor = of.anchor;
  }

  focus(): void {
    this.#of.focus();
  }

  open(): Promise<void> {
    return this.#of.open(this.person, this.name);
  }
}

/** The people a name matches, to choose from. */
export function severalList(
  { people, more }: Several,
  locale: Locale,
  choose: (person: Person) => void,
): TemplateResult {
  return html`<p class="several">${locale.text("card.several")}</p>
    <ul class="several">${people.map(
      (person) =>
        html`<li><button type="button" @click=${() => choose(person)}>
          ${avatar(person.name, person.photo, person.id)}
          <span><b dir="auto">${person.name}</b><small>${[person.title, person.department, person.address]
            .filter((part) => part)
            .map((part, index) => html`${index > 0 ? " · " : nothing}<bdi>${part}</bdi>`)}</small></span>
        </button></li>`,
    )}</ul>
    ${more ? html`<p class="several">${locale.text("card.several-more")}</p>` : nothing}`;
}
