import type { Availability, Client, LivenameError, Person } from "@livename/client";
import { html, type LitElement, nothing, type TemplateResult } from "lit";
import type { Locale } from "../locales/locale.ts";
import { wordsIn } from "../locales/words.ts";
import { selectByPointing } from "../overlay/selecting.ts";
import { bellIcon, contactIcon, contactIsIcon, mailIcon } from "./marks.ts";
import { Relations } from "./relations.ts";
import { cardWords } from "./words.ts";

export interface FurtherActionsOf {
  readonly locale: Locale;
  readonly client: Client;
  readonly person: Person;
  readonly availability: Availability;
  /** The card already offers the page's own mail link. */
  readonly hasMail: boolean;
  /** This page shows alerts. */
  readonly hasBell: boolean;
}

/** Actions of a card besides chatting: write a mail, add a contact, get an alert when the person becomes available. */
export class FurtherActions {
  readonly #changed: () => void;
  readonly #relations: Relations;
  /** The action that is running. */
  #busy = "";
  #failed: "failed" | "too-many" | undefined;
  /** Once offered, the alert stays in this card: it may have the focus when the person becomes available. */
  #offersWaiting = false;

  constructor(card: LitElement) {
    selectByPointing(card);
    this.#changed = () => card.requestUpdate();
    this.#relations = new Relations(this.#changed);
  }

  /** Reset for another person. */
  begin(): void {
    this.#busy = "";
    this.#failed = undefined;
    this.#offersWaiting = false;
  }

  /** The pointer or the focus enters the card: load what the actions show before one is pressed. */
  approach(client: Client): void {
    // Pressing an action loads again, and reports a failure.
    this.#relations.load(client).catch(() => {});
  }

  render(of: FurtherActionsOf): TemplateResult | typeof nothing {
    const { locale, client, person, availability, hasMail, hasBell } = of;
    if (person.id === client.self?.id) return nothing;
    const say = wordsIn(cardWords, locale);
    const name = person.name;
    const isContact = this.#relations.isContact(person.id);
    const waits = this.#relations.waitsFor(person.id);
    const canMail = !hasMail && /^[^@\s]+@[^@\s]+$/.test(person.address);
    const isAway = availability !== "available" && availability !== "unknown";
    this.#offersWaiting ||= waits || (hasBell && isAway);
    const canTurn = waits || isAway;
    const contact = isContact ? "contact.is" : "contact";
    const tell = waits ? "tell.is" : "tell";
    return html`<div class="further">
      ${
        canMail
          ? html`<a class="further-action" href="mailto:${encodeURIComponent(person.address).replace("%40", "@")}" aria-label=${say.text("mail.full", { name })}>${mailIcon}<span>${say.text("mail")}</span></a>`
          : nothing
      }
      <button class="further-action ${isContact ? "done" : ""}" type="button" aria-disabled=${isContact || this.#busy === "contact"} aria-label=${say.text(`${contact}.full`, { name })}
        @click=${() => this.#do("contact", () => this.#relations.addContact(client, person.id))}>${isContact ? contactIsIcon : contactIcon}<span>${say.text(contact)}</span></button>
      ${
        this.#offersWaiting
          ? html`<button class="further-action ${waits ? "done" : ""}" type="button" aria-pressed=${waits} aria-disabled=${!canTurn || this.#busy === "tell"} aria-label=${say.text(`${tell}.full`, { name })}
        @click=${() => canTurn && this.#do("tell", () => this.#relations.turnWaiting(client, person.id))}>${bellIcon}<span>${say.text(tell)}</span></button>`
          : nothing
      }
    </div>
    <div class="failed" role="status">${this.#failed === undefined ? nothing : say.text(this.#failed)}</div>`;
  }

  async #do(what: "contact" | "tell", action: () => Promise<void>): Promise<void> {
    if (this.#busy !== "") return;
    this.#busy = what;
    this.#failed = undefined;
    this.#changed();
    try {
      await action();
    } catch (error) {
      this.#failed = (error as LivenameError).code === "too-many" ? "too-many" : "failed";
    }
    this.#busy = "";
    this.#changed();
  }
}
