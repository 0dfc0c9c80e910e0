import { request } from "node:http";
import type { ShareSummary } from "../contact/index.ts";
import type { GroupReport } from "../directory/import/import-groups.ts";
import type { ImportReport } from "../directory/import/import-people.ts";
import type { PersonRecord, StoredGroup } from "../store/store.ts";
import type { Control, ServerStatus } from "./control.ts";
import { findSocket } from "./socket-path.ts";

/** The running server said why it did not do it. */
export class ControlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ControlError";
  }
}

/** The control of the server that runs on a data folder; undefined when none listens there. */
export async function connectControl(wanted: string): Promise<Control | undefined> {
  const path = findSocket(wanted);
  if (path === undefined) return undefined;
  const get = <Result>(route: string): Promise<Result> => call(path, "GET", route, undefined) as Promise<Result>;
  const post = <Result>(route: string, body: object | Uint8Array): Promise<Result> =>
    call(path, "POST", route, body instanceof Uint8Array ? body : JSON.stringify(body)) as Promise<Result>;
  try {
    await get("/status");
  } catch (error) {
    if (error instanceof ControlError) throw error;
    if (isAbsent(error)) return undefined;
    throw new ControlError(`The running server cannot be reached by ${path}: ${String(error)}`);
  }
  return {
    importPeople: (bytes, format) => post<ImportReport>(`/people/import?format=${format}`, bytes),
    list: ({ after, limit }) => get<PersonRecord[]>(`/people?after=${encodeURIComponent(after)}&limit=${limit}`),
    add: (person) => post("/people/add", person),
    setPassword: (person, password) => post("/people/password", { person, password }),
    setPhoto: (person, bytes) => post(`/people/photo?person=${encodeURIComponent(person)}`, bytes),
    setActive: (person, active) => post(active ? "/people/activate" : "/people/deactivate", { person }),
    erase: (person) => post("/people/erase", { person }),
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

function call(
  socketPath: string,
  method: string,
  path: string,
  body: string | Uint8Array | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, agent: false }, (response) => {
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
