import type { PersonInit } from "@livename/wire/directory";
import type { Session } from "../../kernel/feature.ts";
import type { People } from "../../people/people.ts";
import type { PersonRecord } from "../../people/storage/contract.ts";
import type { ViewOf } from "../../people/view.ts";
import type { Photos } from "../../photo/photos.ts";
import type { SignedAddresses } from "../../signed-address/signed-addresses.ts";

/** People as cards, each as the session may see it. */
export interface Cards {
  of(session: Session, record: PersonRecord): PersonInit;
  /** By id; who is no more is left out. */
  all(session: Session, ids: readonly string[]): PersonInit[];
}

export function createCards(options: {
  readonly people: People;
  readonly photos?: Photos | undefined;
  /** Opens them for whom a card is given to; without it a card names no photo that was given as a file. */
  readonly addresses?: SignedAddresses | undefined;
  readonly view: ViewOf;
}): Cards {
  const { people, photos, addresses, view } = options;

  const photoOf = (person: string): string | undefined => {
    const path = photos?.pathOf(person);
    return path === undefined ? undefined : addresses?.sign(path);
  };

  const whole = (session: Session, record: PersonRecord): PersonInit => {
    const { id, addresses, name, title, department, phone, location, timeZone } = record;
    return {
      ...{ id, address: addresses[0] ?? "", name, title, department, phone, location, timeZone },
      photo: photoOf(id) ?? record.photo,
      // Nobody talks to themselves (C3).
      actions: id === session.person ? [] : ["chat"],
      // Of a manager who left nothing is said.
      manager: record.manager !== "" && people.resolve(session.community, record.manager) ? record.manager : "",
    };
  };
  const of = (session: Session, record: PersonRecord): PersonInit =>
    view(session, record.id).card(whole(session, record));

  return {
    of,
    all: (session, ids) =>
      ids.flatMap((id) => {
        const record = people.resolve(session.community, id);
        return record ? [of(session, record)] : [];
      }),
  };
}
