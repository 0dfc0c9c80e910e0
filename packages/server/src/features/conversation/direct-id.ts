const PREFIX = "direct.";

/**
 * The id of the conversation of two people: both ids, the lesser first (C1). It names its members, so that whether
 * somebody is one needs no look into the store.
 */
export function directId(a: string, b: string): string {
  return a < b ? `${PREFIX}${a}.${b}` : `${PREFIX}${b}.${a}`;
}

/** The other member as `person` sees it; undefined when this is no conversation of theirs. */
export function otherMember(conversation: string, person: string): string | undefined {
  if (!conversation.startsWith(PREFIX)) return undefined;
  const pair = conversation.slice(PREFIX.length);
  const other = pair.startsWith(`${person}.`)
    ? pair.slice(person.length + 1)
    : pair.endsWith(`.${person}`)
      ? pair.slice(0, -person.length - 1)
      : undefined;
  if (!other || other === person || other.includes(".")) return undefined;
  return directId(person, other) === conversation ? other : undefined;
}
