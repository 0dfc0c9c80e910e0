import type { Database } from "../../../store/sqlite/driver.ts";
import { noteErasure } from "../../../store/sqlite/rewrite.ts";
import { ENTRIES } from "./entries.ts";

/**
 * Takes the texts out of everything that the person wrote; numbers, times and senders stay. Whoever sees one of them as
 * the newest entry of a conversation is told at the next reading of the inbox. How many there were.
 */
export function eraseMessages(db: Database, community: string, person: string): number {
  const within = "(select conversation from members where community = ? and person = ?)";
  const erased = db.run(
    `update entries set text = '', sum = ${ENTRIES.expression({ text: "''" })} where conversation in ${within} and sender = ? and text <> ''`,
    community,
    person,
    person,
  );
  if (erased === 0) return 0;
  noteErasure(db, "messages");
  const shown = db.all<{ conversation: number; owner: string }>(
    `select m.conversation, m.person as owner from members m join entries e
       on e.conversation = m.conversation and e.number =
         (select max(number) from entries n where n.conversation = m.conversation) - m.tail
     where m.conversation in ${within} and m.community = ? and e.sender = ? and m.version > 0`,
    community,
    person,
    community,
    person,
  );
  for (const { conversation, owner } of shown)
    db.run(
      `update members set version =
         (select 1 + max(version) from members where community = ?1 and person = ?2)
       where conversation = ?3 and person = ?2`,
      community,
      owner,
      conversation,
    );
  return erased;
}
