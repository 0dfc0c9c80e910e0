// The changes that people make on their devices, each written down with what comes of it.
import { addressOf, type Device, logOf } from "./devices.ts";
import type { Change } from "./draw.ts";
import type { Journal, Made } from "./journal.ts";

export interface Round {
  readonly number: number;
  /** Nothing is broken. */
  readonly calm: boolean;
}

/** People whom nobody of the run is: what is done about them hides nobody of the run from another. */
const OUTSIDERS = ["fatima", "kenji", "lucia", "hannah", "david"].map(addressOf);
export const CONTACT = addressOf("kenji");
const AVAILABILITIES = ["available", "busy", "away"] as const;
const WHENS = ["online", "available", "status"] as const;
const NAMES = ["app.desk", "app.mood"];

const pick = <Item>(items: readonly Item[], choice: number): Item | undefined => items[choice % items.length];

export interface Changer {
  /** Begins it and waits for nothing. What has no answer (a read pointer) is not written down. */
  make(device: Device, change: Pick<Change, "change" | "choice">, round: Round): void;
}

export function createChanger(journal: Journal): Changer {
  let made = 0;

  return {
    make(device, { change, choice }, { number: round, calm }) {
      const { name, person, client, conversations, contacts, alerts } = device;
      const value = `${change} ${++made} of ${name}`;
      const begin = (what: string, written: string, making: Promise<Made>) =>
        journal.begin({ device: name, what, value: written, round, calm }, making);
      const register = (what: string, written: string, making: Promise<unknown>) =>
        begin(
          `${what} of ${person}`,
          written,
          making.then(() => ({})),
        );

      switch (change) {
        case "message": {
          const [other, conversation] = pick([...conversations], choice)!;
          const sending = conversation.send(value).then((message) => ({ number: message.number! }));
          return begin(logOf(person, other), value, sending);
        }
        case "read":
          return pick([...conversations.values()], choice)?.markRead();
        case "seen": {
          const alert = pick(alerts.unseen, choice);
          return alert && alerts.seen(alert);
        }
        case "status":
          return register(
            "status",
            value,
            client.presence.set({ availability: pick(AVAILABILITIES, choice)!, message: value }),
          );
        case "privacy": {
          const listed = OUTSIDERS.slice(0, choice % OUTSIDERS.length);
          const shown = [{ to: [pick(OUTSIDERS, choice)!], message: value }];
          return register("privacy", value, client.privacy.set({ mode: "block", listed, shown }));
        }
        case "note": {
          const contact = contacts.entries.find(({ address }) => address === CONTACT);
          if (!contact) return;
          return register(`note on ${CONTACT}`, value, contacts.setNote(contact, value));
        }
        case "folder":
          return register(`folder ${value}`, "there", contacts.addFolder(value));
        case "no folder": {
          const folder = pick(
            contacts.entries.filter(({ kind, name }) => kind === "folder" && !isHolding(device, name)),
            choice,
          );
          if (folder) register(`folder ${folder.name}`, "", contacts.remove(folder));
          return;
        }
        case "move": {
          const [one, other] = [contacts.entries.filter(({ kind }) => kind === "folder")].flatMap((folders) => [
            pick(folders, choice),
            pick(folders, Math.floor(choice / 7)),
          ]);
          if (!one || !other || one === other) return;
          return register("order of contacts", value, contacts.move(one, { before: other }));
        }
        case "rule": {
          const adding = alerts.add(pick([...conversations.keys()].map(addressOf), choice)!, pick(WHENS, choice)!);
          return begin(
            `a new rule of ${person}`,
            "there",
            adding.then(({ id }) => ({ what: `rule ${id} of ${person}` })),
          );
        }
        case "no rule": {
          const rule = pick(alerts.rules, choice);
          return rule && register(`rule ${rule.id}`, "", alerts.remove(rule));
        }
        case "attribute": {
          const attribute = pick(NAMES, choice)!;
          return register(attribute, value, client.attributes.set(attribute, value, { scope: "person" }));
        }
      }
    },
  };
}

/** A folder in which something stands is not removed: what is in it would go, too. */
function isHolding({ contacts }: Device, folder: string): boolean {
  const found = contacts.entries.find(({ kind, name }) => kind === "folder" && name === folder);
  return contacts.entries.some((entry) => entry.folder !== undefined && entry.folder === found?.id);
}
