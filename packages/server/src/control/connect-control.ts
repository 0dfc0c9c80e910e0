import { request } from "node:http";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ShareSummary } from "../features/contact/index.ts";
import type { GroupReport } from "../features/directory/import/import-groups.ts";
import type { ImportReport } from "../features/directory/import/import-people.ts";
import type { AliasRecord, PersonRecord, StoredGroup } from "../people/storage/contract.ts";
import type { Control, PersonDetails, ServerStatus } from "./control.ts";
import { findSocket } from "./socket-path.ts";

/** The running server said why it did not do it. */
export class ControlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ControlError";
  }
}

/** A running server says within milliseconds how it is, whatever else it does. */
const PATIENCE_MS = 10_000;
/** How many times in a row a server that works on a call may not say how it is. */
const MISSED = 2;

/**
 * The control of the server that runs on a data folder; undefined when none listens there.
 * @throws ControlError when it does not answer within `patienceMs`. So do all calls, however long their work takes.
 */
export async function connectControl(
  wanted: string,
  { patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {},
): Promise<Control | undefined> {
  const path = findSocket(wanted);
  if (path === undefined) return undefined;
  const get = <Result>(route: string): Promise<Result> =>
    watched(path, patienceMs, (signal) => call(path, "GET", route, undefined, signal)) as Promise<Result>;
  const post = <Result>(route: string, body: object | Uint8Array): Promise<Result> => {
    const bytes = body instanceof Uint8Array ? body : JSON.stringify(body);
    return watched(path, patienceMs, (signal) => call(path, "POST", route, bytes, signal)) as Promise<Result>;
  };
  try {
    await call(path, "GET", "/status", undefined, AbortSignal.timeout(patienceMs));
  } catch (error) {
    if (isTimeout(error))
      throw new ControlError(
        `The server of ${dirname(wanted)} does not answer: its process is stopped or too busy. Continue it (kill -CONT and its process id) or end it, then try again.`,
      );
    if (error instanceof ControlError) throw error;
    if (isAbsent(error)) return undefined;
    throw new ControlError(`The running server cannot be reached by ${path}: ${String(error)}`);
  }
  return {
    importPeople: (bytes, format) => post<ImportReport>(`/people/import?format=${format}`, bytes),
    list: ({ after, limit }) => get<PersonRecord[]>(`/people?after=${encodeURIComponent(after)}&limit=${limit}`),
    person: (person) => get<PersonDetails>(`/person?person=${encodeURIComponent(person)}`),
    people: (ids) => post<PersonRecord[]>("/people/get", { ids }),
    add: (person) => post("/people/add", person),
    setPassword: (person, password) => post("/people/password", { person, password }),
    setPhoto: (person, bytes) => post(`/people/photo?person=${encodeURIComponent(person)}`, bytes),
    setActive: (person, active) => post(active ? "/people/activate" : "/people/deactivate", { person }),
    erase: (person, { messages = false } = {}) => post("/people/erase", { person, messages }),
    aliases({ application, person, after, limit }) {
      const query = new URLSearchParams({ limit: String(limit) });
      if (application !== undefined) query.set("application", application);
      if (person !== undefined) query.set("person", person);
      query.set("afterApplication", after.application);
      query.set("afterAlias", after.alias);
      return get<AliasRecord[]>(`/aliases?${query}`);
    },
    addAlias: (person, application, alias) => post("/aliases/add", { person, application, alias }),
    removeAlias: (application, alias) => post("/aliases/remove", { application, alias }),
    importGroups: (bytes, format) => post<GroupReport>(`/groups/import?format=${format}`, bytes),
    listGroups: ({ after, limit }) => get<StoredGroup[]>(`/groups?after=${encodeURIComponent(after)}&limit=${limit}`),
    group: (id) => get<StoredGroup>(`/group?group=${encodeURIComponent(id)}`),
    setGroup: (group) => post("/groups/set", group),
    changeGroup: (id, change) => post("/groups/change", { id, ...change }),
    removeGroup: (group) => post("/groups/remove", { group }),
    appendContacts: (bytes, request) => post(`/contacts/append?${new URLSearchParams({ ...request })}`, bytes),
    sharedContacts: () => get<ShareSummary[]>("/contacts/shared"),
    removeSharedContacts: async (name) => void (await post("/contacts/remove", { name })),
    backup: async (file) => void (await post("/backup", { file })),
    status: () => get<ServerStatus>("/status"),
  };
}

const ABSENT: readonly unknown[] = ["ENOENT", "ENOTDIR", "ECONNREFUSED"];

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && ABSENT.includes(error.code);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ABORT_ERR";
}

/** A call may take as long as its work does, but not longer than the server lives: it is asked meanwhile how it is. */
async function watched(
  path: string,
  patienceMs: number,
  start: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const given = new AbortController();
  const answered = new AbortController();
  const result = start(given.signal).finally(() => answered.abort());
  const watch = async (): Promise<void> => {
    for (let missed = 0; missed < MISSED; ) {
      await sleep(patienceMs, undefined, { signal: answered.signal });
      const signal = AbortSignal.any([answered.signal, AbortSignal.timeout(patienceMs)]);
      const well = await call(path, "GET", "/status", undefined, signal).then(
        () => true,
        (error: unknown) => !isTimeout(error),
      );
      missed = well ? 0 : missed + 1;
    }
    given.abort();
  };
  watch().catch(() => undefined);
  return result.catch((error: unknown) => {
    if (!given.signal.aborted) throw error;
    throw new ControlError(
      "The server stopped answering while it was at work: its process is stopped or too busy. What you asked for may be done or not: continue the server (kill -CONT and its process id) or end it, then look.",
    );
  });
}

function call(
  socketPath: string,
  method: string,
  path: string,
  body: string | Uint8Array | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const answer = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { message?: string };
        if (response.statusCode === 200) resolve(answer);
        else reject(new ControlError(answer.message ?? "The server refused without a reason."));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
