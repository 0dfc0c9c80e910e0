import type { AlertList, AlertRule, Client, ContactList } from "@livename/client";

/**
 * The viewer's contacts and alerts, as the cards of a page show them. They are loaded when the pointer or the focus
 * first enters a card, not when a card opens, and followed from then on.
 */
export class Relations {
  readonly #changed: () => void;
  #client: Client | undefined;
  #lists: Promise<readonly [ContactList, AlertList]> | undefined;
  #contacts: ContactList | undefined;
  #alerts: AlertList | undefined;

  /** @param changed called when a card has to render again */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @param id of a person */
  isContact(id: string): boolean {
    return this.#contacts?.entries.some(({ kind, target }) => kind === "person" && target === id) ?? false;
  }

  waitsFor(id: string): boolean {
    return this.#ruleAbout(id) !== undefined;
  }

  /** Loads once; later calls do nothing. @throws {@link Unreachable} */
  async load(client: Client): Promise<void> {
    if (client !== this.#client) this.end();
    this.#client = client;
    this.#lists ??= Promise.all([client.contacts.open(), client.alerts.open()]);
    const lists = this.#lists;
    try {
      const [contacts, alerts] = await lists;
      if (lists !== this.#lists || this.#contacts !== undefined) return;
      [this.#contacts, this.#alerts] = [contacts, alerts];
      contacts.on("change", this.#changed);
      alerts.on("change", this.#changed);
      this.#changed();
    } catch (error) {
      if (lists === this.#lists) this.#lists = undefined;
      throw error;
    }
  }

  async addContact(client: Client, id: string): Promise<void> {
    await this.load(client);
    await this.#contacts?.add(id);
  }

  /** Toggles a single alert for when the person becomes available. */
  async turnWaiting(client: Client, id: string): Promise<void> {
    await this.load(client);
    const rule = this.#ruleAbout(id);
    if (rule === undefined) await this.#alerts?.add(id, "available", { once: true });
    else await this.#alerts?.remove(rule);
  }

  end(): void {
    void this.#lists?.then((lists) => lists.forEach((list) => void list.close())).catch(() => {});
    this.#client = undefined;
    this.#lists = undefined;
    this.#contacts = undefined;
    this.#alerts = undefined;
  }

  #ruleAbout(id: string): AlertRule | undefined {
    return this.#alerts?.rules.find(({ about, when, once }) => about === id && when === "available" && once);
  }
}
