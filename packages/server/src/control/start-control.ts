import { chmodSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { ShareRequest } from "../features/contact/index.ts";
import type { GroupFormat } from "../features/directory/import/import-groups.ts";
import type { ImportFormat } from "../features/directory/import/import-people.ts";
import { ImportError } from "../file/import-error.ts";
import { MAX_IMPORT_BYTES } from "../file/text.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { GroupImport, PersonImport } from "../people/storage/contract.ts";
import { MAX_PHOTO_BYTES } from "../photo/photos.ts";
import { ImportConflict } from "../store/failure.ts";
import type { Control } from "./control.ts";
import { takeSocketPlace } from "./socket-path.ts";

export interface ControlServer {
  close(): Promise<void>;
}

const MAX_JSON_BYTES = 64 * 1024;
const MAX_GROUP_BYTES = 16 * 1024 * 1024;
const MAX_CONTACT_BYTES = 4 * 1024 * 1024;
const FORMATS: readonly string[] = ["csv", "ldif", "vcard"] satisfies ImportFormat[];
const GROUP_FORMATS: readonly string[] = ["csv", "ldif", "json"] satisfies GroupFormat[];

type Answer = (control: Control, body: Buffer, query: URLSearchParams) => Promise<unknown>;

interface Call {
  readonly maxBytes: number;
  readonly answer: Answer;
}

class BadRequest extends Error {}

const CALLS: Readonly<Record<string, Call>> = {
  "POST /people/import": {
    maxBytes: MAX_IMPORT_BYTES,
    answer(control, body, query) {
      const format = query.get("format") ?? "";
      if (!isFormat(format)) throw new BadRequest(`The format is one of ${FORMATS.join(", ")}.`);
      return control.importPeople(body, format);
    },
  },
  "GET /people": {
    maxBytes: 0,
    answer: (control, _, query) => control.list(pageOf(query)),
  },
  "GET /person": { maxBytes: 0, answer: (control, _, query) => control.person(query.get("person") ?? "") },
  "POST /people/get": json((control, body) => control.people(texts(body, "ids"))),
  "POST /people/add": json((control, body) => control.add(personOf(body))),
  "POST /people/password": json((control, body) => control.setPassword(text(body, "person"), text(body, "password"))),
  "POST /people/photo": {
    maxBytes: MAX_PHOTO_BYTES,
    answer: (control, body, query) => control.setPhoto(query.get("person") ?? "", body),
  },
  "POST /people/deactivate": json((control, body) => control.setActive(text(body, "person"), false)),
  "POST /people/activate": json((control, body) => control.setActive(text(body, "person"), true)),
  "POST /people/erase": json((control, body) =>
    control.erase(text(body, "person"), { messages: body.messages === true }),
  ),
  "GET /aliases": {
    maxBytes: 0,
    answer: (control, _, query) =>
      control.aliases({
        ...{ application: query.get("application") ?? undefined, person: query.get("person") ?? undefined },
        after: { application: query.get("afterApplication") ?? "", alias: query.get("afterAlias") ?? "" },
        limit: pageOf(query).limit,
      }),
  },
  "POST /aliases/add": json((control, body) =>
    control.addAlias(text(body, "person"), text(body, "application"), text(body, "alias")),
  ),
  "POST /aliases/remove": json((control, body) => control.removeAlias(text(body, "application"), text(body, "alias"))),
  "POST /groups/import": {
    maxBytes: MAX_IMPORT_BYTES,
    answer(control, body, query) {
      const format = query.get("format") ?? "";
      if (!isGroupFormat(format)) throw new BadRequest(`The format is one of ${GROUP_FORMATS.join(", ")}.`);
      return control.importGroups(body, format);
    },
  },
  "GET /groups": { maxBytes: 0, answer: (control, _, query) => control.listGroups(pageOf(query)) },
  "GET /group": { maxBytes: 0, answer: (control, _, query) => control.group(query.get("group") ?? "") },
  "POST /groups/set": json((control, body) => control.setGroup(groupOf(body)), MAX_GROUP_BYTES),
  "POST /groups/change": json(
    (control, body) =>
      control.changeGroup(text(body, "id"), { add: texts(body, "add"), remove: texts(body, "remove") }),
    MAX_GROUP_BYTES,
  ),
  "POST /groups/remove": json((control, body) => control.removeGroup(text(body, "group"))),
  "POST /contacts/append": {
    maxBytes: MAX_CONTACT_BYTES,
    answer: (control, body, query) => control.appendContacts(body, shareOf(query)),
  },
  "GET /contacts/shared": { maxBytes: 0, answer: (control) => control.sharedContacts() },
  "POST /contacts/remove": json(async (control, body) => {
    await control.removeSharedContacts(text(body, "name"));
    return {};
  }),
  "POST /backup": json(async (control, body) => {
    await control.backup(text(body, "file"));
    return {};
  }),
  "GET /status": { maxBytes: 0, answer: (control) => control.status() },
};

/**
 * Lets the owner of the data folder control the running server, by HTTP over a Unix socket of mode 0600. The caller
 * holds the folder's lock, so that a socket that is already there is left over from a process that died.
 */
export async function startControl(options: {
  readonly path: string;
  readonly control: Control;
}): Promise<ControlServer> {
  const { control } = options;
  const { path, release } = takeSocketPlace(options.path);
  const server = createServer((request, response) => void handle(control, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return { close: () => close(server, release) };
}

async function handle(control: Control, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const url = URL.parse(request.url ?? "/", "http://control");
    const call = url && CALLS[`${request.method} ${url.pathname}`];
    if (!call) throw new BadRequest(`There is no ${request.method} ${url?.pathname ?? "such address"}.`);
    const body = await read(request, call.maxBytes);
    reply(response, 200, (await call.answer(control, body, url.searchParams)) ?? {});
  } catch (error) {
    const expected =
      error instanceof Refusal ||
      error instanceof ImportError ||
      error instanceof ImportConflict ||
      error instanceof BadRequest;
    const message = error instanceof Error ? error.message : String(error);
    reply(response, expected ? 422 : 500, { message });
  }
}

async function read(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new BadRequest(`The request is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function json(
  answer: (control: Control, body: Record<string, unknown>) => Promise<unknown>,
  maxBytes = MAX_JSON_BYTES,
): Call {
  return {
    maxBytes,
    answer(control, bytes) {
      let body: unknown;
      try {
        body = JSON.parse(bytes.toString("utf8"));
      } catch {
        throw new BadRequest("The request is no JSON.");
      }
      if (typeof body !== "object" || body === null) throw new BadRequest("The request is no JSON object.");
      return answer(control, body as Record<string, unknown>);
    },
  };
}

function text(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (typeof value !== "string") throw new BadRequest(`The request needs the text "${field}".`);
  return value;
}

function texts(body: Record<string, unknown>, field: string): string[] {
  const values = body[field];
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string"))
    throw new BadRequest(`The request needs the list "${field}".`);
  return values;
}

function personOf(body: Record<string, unknown>): PersonImport {
  const addresses = texts(body, "addresses");
  const [name, title, department, phone, location, timeZone, photo] = (
    ["name", "title", "department", "phone", "location", "timeZone", "photo"] as const
  ).map((field) => text(body, field)) as [string, string, string, string, string, string, string];
  const manager = body.manager === undefined ? undefined : text(body, "manager");
  return { addresses, name, title, department, phone, location, timeZone, photo, manager };
}

function groupOf(body: Record<string, unknown>): GroupImport {
  return { id: text(body, "id"), name: text(body, "name"), members: texts(body, "members") };
}

function pageOf(query: URLSearchParams): { after: string; limit: number } {
  return { after: query.get("after") ?? "", limit: Math.min(Number(query.get("limit")) || 1_000, 1_000) };
}

function isGroupFormat(format: string): format is GroupFormat {
  return GROUP_FORMATS.includes(format);
}

function shareOf(query: URLSearchParams): ShareRequest {
  const name = query.get("name") ?? "";
  const audienceId = query.get("audienceId") ?? "";
  const mode = oneOf(query.get("mode"), ["once", "in-step"]);
  const audience = oneOf(query.get("audience"), ["everybody", "group", "person"]);
  const format = oneOf(query.get("format"), ["json", "csv", "vcard"]);
  return { name, mode, audience, audienceId, format };
}

function oneOf<Word extends string>(given: string | null, words: readonly Word[]): Word {
  const word = words.find((one) => one === given);
  if (word !== undefined) return word;
  throw new BadRequest(`"${given}" is none of ${words.join(", ")}.`);
}

function isFormat(format: string): format is ImportFormat {
  return FORMATS.includes(format);
}

function close(server: Server, release: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      release();
      resolve();
    });
    server.closeAllConnections();
  });
}
