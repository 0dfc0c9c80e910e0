/** A chat as stored for the next page. */
export interface KeptChat {
  readonly person: string;
  readonly id: string | undefined;
  readonly name: string;
  /** The unsent text. */
  readonly draft: string;
  /** Pixels from the end of the list to the reading position; undefined at the newest message. */
  readonly fromEnd: number | undefined;
}

/** What a dock stores in its tab for the next page. */
export interface KeptDock {
  readonly chats: readonly KeptChat[];
  /** The person whose chat was open. */
  readonly current: string | undefined;
  /** Conversations that were closed, with the number of the newest message at that time. */
  readonly closed: readonly (readonly [conversation: string, number: number])[];
}

/** A site has about five megabytes of session storage for everything. */
const AT_MOST = { chats: 20, closed: 100, chars: 100_000, nameChars: 500 } as const;

const keyOf = (server: string): string => `livename-chats ${server}`;

/**
 * Stores the chats for this tab and this viewer, within limits. Without storage nothing is stored.
 *
 * @returns whether something was stored
 */
export function keep(server: string, viewer: string, { chats, current, closed }: KeptDock): boolean {
  const kept: KeptDock = { chats: bounded(chats), current, closed: closed.slice(-AT_MOST.closed) };
  try {
    if (chats.length === 0 && closed.length === 0) {
      sessionStorage.removeItem(keyOf(server));
      return false;
    }
    sessionStorage.setItem(keyOf(server), JSON.stringify({ viewer, ...kept }));
    return true;
  } catch {
    // A sandboxed frame, blocked site data, or no room.
    return false;
  }
}

/** What was stored for this viewer. Data of another viewer is deleted without being read. */
export function recall(server: string, viewer: string): KeptDock | undefined {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(keyOf(server)) ?? "null");
    if (!isRecord(found)) return undefined;
    if (found.viewer === viewer) return readDock(found);
    forget(server);
  } catch {
    // As if nothing had been stored.
  }
  return undefined;
}

export function forget(server: string): void {
  try {
    sessionStorage.removeItem(keyOf(server));
  } catch {
    // Nothing was stored.
  }
}

/** The newest chats, with as many of their drafts as fit. */
function bounded(chats: readonly KeptChat[]): KeptChat[] {
  let room: number = AT_MOST.chars;
  return chats.slice(-AT_MOST.chats).map((chat) => {
    const fits = chat.draft.length <= room;
    if (fits) room -= chat.draft.length;
    return { ...chat, name: chat.name.slice(0, AT_MOST.nameChars), draft: fits ? chat.draft : "" };
  });
}

/** The page's scripts can write there too, so everything is checked. */
function readDock({ chats, current, closed }: Readonly<Record<string, unknown>>): KeptDock {
  return {
    chats: bounded(listOf(chats).flatMap((chat) => readChat(chat) ?? [])),
    current: typeof current === "string" ? current : undefined,
    closed: listOf(closed).flatMap((one) => {
      const [id, number] = listOf(one);
      return typeof id === "string" && typeof number === "number" ? [[id, number] as const] : [];
    }),
  };
}

function readChat(chat: unknown): KeptChat | undefined {
  if (!isRecord(chat) || typeof chat.person !== "string" || chat.person === "") return undefined;
  return {
    person: chat.person,
    id: typeof chat.id === "string" ? chat.id : undefined,
    name: typeof chat.name === "string" ? chat.name : "",
    draft: typeof chat.draft === "string" ? chat.draft : "",
    fromEnd: typeof chat.fromEnd === "number" ? chat.fromEnd : undefined,
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
