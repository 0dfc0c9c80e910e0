interface Chat {
  readonly entries: Array<{ sender: string; key: string; withheldFrom: readonly string[] }>;
  readonly read: Map<string, number>;
}

/** Conversations as plain lists: slow and plainly right. A conversation is named by its members. */
export class InboxModel {
  readonly #chats = new Map<string, Chat>();

  append(
    where: string,
    who: string,
    key: string,
    withheldFrom: readonly string[],
  ): { number: number; repeated: boolean } | "refused" {
    const chat = this.#chats.get(where) ?? { entries: [], read: new Map<string, number>() };
    const known = chat.entries.findIndex((entry) => entry.sender === who && entry.key === key);
    if (known >= 0) return { number: known + 1, repeated: true };
    if (!where.split(" ").includes(who)) return "refused";
    this.#chats.set(where, chat);
    const caughtUp = this.#unread(chat, who) === 0;
    chat.entries.push({ sender: who, key, withheldFrom });
    if (caughtUp) chat.read.set(who, chat.entries.length);
    return { number: chat.entries.length, repeated: false };
  }

  read(where: string, who: string, number: number): { read: number; unread: number } | undefined {
    const chat = this.#chats.get(where);
    if (!chat || !where.split(" ").includes(who)) return undefined;
    const last = this.#newest(chat, who) === 0 ? 0 : chat.entries.length;
    const read = Math.max(chat.read.get(who) ?? 0, Math.min(number, last));
    chat.read.set(who, read);
    return { read, unread: this.#unread(chat, who) };
  }

  inbox(who: string): Record<string, { last: number; read: number; unread: number; newest: number }> {
    const own = [...this.#chats].filter(
      ([where, chat]) => where.split(" ").includes(who) && this.#newest(chat, who) > 0,
    );
    return Object.fromEntries(
      own.map(([where, chat]) => [
        where,
        {
          last: chat.entries.length,
          read: chat.read.get(who) ?? 0,
          unread: this.#unread(chat, who),
          newest: this.#newest(chat, who),
        },
      ]),
    );
  }

  #unread(chat: Chat, who: string): number {
    return chat.entries
      .slice(chat.read.get(who) ?? 0)
      .filter(({ sender, withheldFrom }) => sender !== who && !withheldFrom.includes(who)).length;
  }

  #newest(chat: Chat, who: string): number {
    return chat.entries.findLastIndex(({ withheldFrom }) => !withheldFrom.includes(who)) + 1;
  }

  /** What `who` reads: the keys, nothing where it is withheld. */
  entries(where: string, who: string): string[] {
    const entries = this.#chats.get(where)?.entries ?? [];
    return entries.map(({ key, withheldFrom }) => (withheldFrom.includes(who) ? "" : key));
  }
}
