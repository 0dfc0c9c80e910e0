import type { Database } from "../../../store/sqlite/driver.ts";

/** Conversations that are told of one by one. */
const TOLD = 10;

/** Sentences about logs with a gap, and about members who have read or been told of what is not there. */
export function numberingProblems(db: Database): string[] {
  const gaps = db.all<{ id: string }>(
    `select c.id from conversations c join entries e on e.conversation = c.row group by c.row
     having min(e.number) <> c.first or max(e.number) - min(e.number) + 1 <> count(*) limit ?`,
    TOLD,
  );
  const ahead = db.all<{ id: string }>(
    `select distinct c.id from members m join conversations c on c.row = m.conversation
     where m.read + m.skipped > coalesce((select max(number) from entries e where e.conversation = c.row), c.first - 1)
     limit ?`,
    TOLD,
  );
  return [
    ...gaps.map(({ id }) => `The conversation ${id} lacks entries between its first and its last.`),
    ...ahead.map(({ id }) => `In the conversation ${id} somebody has read more than there is.`),
  ];
}
