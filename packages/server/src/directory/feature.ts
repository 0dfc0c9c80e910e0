import type { WireLimits } from "@livename/wire";
import type { DirectoryResultInit, PersonInit } from "@livename/wire/directory";
import { Code } from "@livename/wire/frame";
import { directoryGet } from "@livename/wire/handlers";
import type { Feature, Session } from "../feature.ts";
import type { ViewOf } from "../presence/view.ts";
import { Refusal } from "../refusal.ts";
import { route } from "../route.ts";
import type { PersonRecord } from "../store/store.ts";
import type { People } from "./people.ts";
import type { Photos } from "./photos.ts";

/** An id or an address; longer ones name nobody. */
const NAME_CHARS = 320;

export interface DirectoryOptions {
  readonly people: People;
  /** Photos given as files; they go before what an import names. */
  readonly photos?: Photos | undefined;
  readonly view: ViewOf;
  readonly limits: Pick<WireLimits, "watchBatch">;
}

/** What a card shows of a person. */
export function createDirectory(options: DirectoryOptions): Feature {
  const { people, photos, view, limits } = options;

  const get = (session: Session, asked: string): DirectoryResultInit => {
    if (asked === "" || asked.length > NAME_CHARS) return { code: Code.INVALID };
    const record = people.resolve(session.community, asked);
    if (!record) return { code: Code.NO_SUCH_PERSON };
    return { person: view(session, record.id).card(card(record, session, photos?.pathOf(record.id) ?? record.photo)) };
  };

  return {
    name: "directory",
    routes: [
      route(directoryGet, (session, request) => {
        if (request.people.length > limits.watchBatch)
          throw new Refusal(
            Code.TOO_MANY,
            `One command names at most ${limits.watchBatch} people. Send several commands.`,
          );
        return { results: request.people.map((asked) => get(session, asked)) };
      }),
    ],
  };
}

function card(record: PersonRecord, session: Session, photo: string): PersonInit {
  const { id, addresses, name, title, department, phone, location, timeZone } = record;
  // Nobody talks to themselves (C3).
  const actions = id === session.person ? [] : ["chat"];
  return { id, address: addresses[0] ?? "", name, title, department, phone, location, timeZone, photo, actions };
}
