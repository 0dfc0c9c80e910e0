// One session, frame by frame: the steps of protocol/WALKTHROUGH.md and how the page shows them.

import * as calls from "../gen/calls.js";
import {
  conversationOpen,
  conversationSend,
  presenceSet,
  presenceWatch,
  sessionBye,
  sessionHello,
} from "../gen/calls.js";
import { Code } from "../gen/frame.js";
import * as handlers from "../gen/handlers.js";
import { Activity, Availability } from "../gen/presence.js";
import { ByeReason, DeviceKind } from "../gen/session.js";
import {
  codeName,
  commandFrame,
  concat,
  DEFAULT_LIMITS,
  decode,
  encode,
  errorFrame,
  pushFrame,
  type Read,
  readClientFrame,
  readServerFrame,
  replyFrame,
  type Write,
} from "../src/index.ts";

export type Step =
  | { readonly title: string; readonly text: string }
  | { readonly from: "client" | "server"; readonly bytes: Uint8Array };

const AMY = "p-4fT9";
const MIKE = "p-8Xw2";
const CHAT = "c-7Q2m";
const TIME = 1_795_000_000_000;
const LOST_KEY = "amy-tab1-0002";

function ask<T>(id: number, method: { method: number; write: Write<T> }, request: T, key?: string): Uint8Array {
  return commandFrame(id, method.method, encode(method.write, request), key);
}

function answer<T>(replyTo: number, method: { method: number; write: Write<T> }, reply: T): Uint8Array {
  return replyFrame(replyTo, method.method, encode(method.write, reply));
}

function push<T>(method: { method: number; write: Write<T> }, message: T): Uint8Array {
  return pushFrame(method.method, encode(method.write, message));
}

const client = (...frames: Uint8Array[]): Step => ({ from: "client", bytes: concat(frames) });
const server = (...frames: Uint8Array[]): Step => ({ from: "server", bytes: concat(frames) });

const hello = {
  token: "demo:amy",
  client: { name: "livename", version: "0.1.0", kind: DeviceKind.DESKTOP },
  device: "d-51c0e2",
  features: ["presence", "conversation"],
  marksInput: true,
};

const helloReply = {
  session: "s-90aB",
  secret: "n4Jv0cXyZ1",
  person: AMY,
  address: "amy@example.com",
  name: "Amy Currie",
  limits: DEFAULT_LIMITS,
  features: ["presence", "conversation"],
  serverTimeMs: TIME,
  serverVersion: "0.1.0",
};

const mikeBusy = {
  availability: Availability.BUSY,
  activity: Activity.CALL,
  sinceMs: TIME + 60_000,
  devices: [DeviceKind.DESKTOP],
};

export const steps: readonly Step[] = [
  {
    title: "Hello and the first watch, in one flight",
    text: "The connection has just been opened. Two encoded frames stand behind each other in one WebSocket message (F2): `session.hello`, and a `presence.watch` that does not wait for its answer (S3). One of the two addresses belongs to nobody.",
  },
  client(
    ask(1, sessionHello, hello),
    ask(2, presenceWatch, { items: [{ person: "mike@example.com" }, { person: "nobody@example.com" }] }),
  ),
  {
    title: "Both answers",
    text: "Amy is signed in. Mike is available, on a phone; the second result says `NO_SUCH_PERSON` (15) instead of offline.",
  },
  server(
    answer(1, handlers.sessionHello, helloReply),
    answer(2, handlers.presenceWatch, {
      results: [
        {
          person: MIKE,
          version: 5_120_031,
          presence: { availability: Availability.AVAILABLE, sinceMs: TIME - 3_600_000, devices: [DeviceKind.MOBILE] },
        },
        { code: Code.NO_SUCH_PERSON },
      ],
    }),
  ),
  { title: "Mike takes a call", text: "A push: `reply_to` is 0, so it is not there." },
  server(push(handlers.presenceChanged, { entries: [{ person: MIKE, version: 7_741_902, presence: mikeBusy }] })),
  {
    title: "Keep-alive",
    text: "Nothing was said for a while. Beside its WebSocket ping the server sends an empty frame, which scripts can see (F4, F19).",
  },
  server(),
  {
    title: "Amy writes to Mike",
    text: "She opens the conversation, and sends once she has its id. The key makes the message hers alone (F14).",
  },
  client(ask(3, conversationOpen, { person: MIKE, limit: 50 })),
  server(
    answer(3, handlers.conversationOpen, {
      conversation: { id: CHAT, members: [AMY, MIKE], log: { epoch: 1, first: 1, last: 0 } },
    }),
  ),
  client(ask(4, conversationSend, { conversation: CHAT, text: "Have you read my proposal? 👋" }, "amy-tab1-0001")),
  {
    title: "The message is on disk",
    text: "The reply says which number it has. Mike's answer comes as an entry of the log.",
  },
  server(answer(4, handlers.conversationSend, { number: 1, timeMs: TIME + 95_000 })),
  server(
    push(handlers.conversationAppended, {
      conversation: CHAT,
      entry: { number: 2, sender: MIKE, timeMs: TIME + 99_000, key: "mike-ph-00a7", text: "Yes. Let us talk at five." },
    }),
  ),
  {
    title: "A refusal",
    text: "A status message beyond `status_chars`: an error with a sentence, and nothing was changed (F5).",
  },
  client(ask(5, presenceSet, { choice: { availability: Availability.BUSY, message: "busy ".repeat(41) } })),
  server(
    errorFrame(5, presenceSet.method, {
      code: Code.TOO_LARGE,
      message: "The message has 205 characters, 200 are allowed. Shorten it.",
    }),
  ),
  {
    title: "The network breaks, and the session is taken up again",
    text: "A second message was on its way when the connection was lost, so its fate is unknown. On a new connection Amy names her session (S8), what she holds of Mike (`held`), what she holds of the conversation, and sends the message again with its key.",
  },
  client(
    ask(1, sessionHello, { ...hello, resume: { session: "s-90aB", secret: "n4Jv0cXyZ1" } }),
    ask(2, presenceWatch, { items: [{ person: "mike@example.com", held: 7_741_902 }] }),
    ask(3, conversationOpen, { conversation: CHAT, held: 2, epoch: 1, limit: 50 }),
    ask(4, conversationSend, { conversation: CHAT, text: "At five, then." }, LOST_KEY),
  ),
  {
    title: "The difference",
    text: "Mike's register is as Amy holds it, so no presence is sent. The message had arrived the first time: it is entry 3 already, and the repeated command gets the answer of the first.",
  },
  server(
    answer(1, handlers.sessionHello, { ...helloReply, resumed: true, serverTimeMs: TIME + 130_000 }),
    answer(2, handlers.presenceWatch, { results: [{ person: MIKE, version: 7_741_902 }] }),
    answer(3, handlers.conversationOpen, {
      conversation: {
        id: CHAT,
        members: [AMY, MIKE],
        log: { epoch: 1, first: 1, last: 3 },
        read: 2,
        newest: { number: 3, sender: AMY, timeMs: TIME + 120_000, key: LOST_KEY, text: "At five, then." },
      },
      entries: [{ number: 3, sender: AMY, timeMs: TIME + 120_000, key: LOST_KEY, text: "At five, then." }],
    }),
    answer(4, handlers.conversationSend, { number: 3, timeMs: TIME + 120_000 }),
  ),
  {
    title: "The page is left",
    text: "Others see no change for 10 s, in which the next page may take the session up again (S12).",
  },
  client(ask(5, sessionBye, { reason: ByeReason.PAGE })),
  server(answer(5, handlers.sessionBye, {})),
];

/** The text of protocol/WALKTHROUGH.md. */
export function walkthroughPage(): string {
  let number = 0;
  const parts = steps.map((step) => {
    if ("title" in step) return `## ${++number}. ${step.title}\n\n${step.text}\n`;
    return `\`\`\`\n${hexLines(step)}\n${describe(step).join("\n")}\n\`\`\`\n`;
  });
  return `# One session, frame by frame

Amy's page connects, watches Mike, writes to him, loses the network, and comes back. Each block is one WebSocket message: its bytes, then what they say; \`→\` is from the client, \`←\` from
the server. Fields with zero values are left out, as they are on the wire. Rules are those of [SPEC.md](SPEC.md).

This page is made from running code (\`npm run walkthrough -w packages/wire\`) and compared with it by a test.

${parts.join("\n")}`;
}

function hexLines({ from, bytes }: Extract<Step, { bytes: Uint8Array }>): string {
  const arrow = from === "client" ? "→" : "←";
  const rows = Buffer.from(bytes)
    .toString("hex")
    .match(/.{1,64}/g) ?? ["(no bytes)"];
  return rows.map((row, at) => `${at ? " " : arrow} ${row}`).join("\n");
}

/** What the bytes say, read back by the codec. */
function describe({ from, bytes }: Extract<Step, { bytes: Uint8Array }>): string[] {
  if (from === "client") {
    return readClientFrame(bytes).map(({ id, method, payload, key }) => {
      const [name, handler] = byMethod(handlers, method);
      const body = show(decode(handler.read as Read<unknown>, payload));
      return `  command ${id} ${name}${key ? ` key ${key}` : ""} ${body}`;
    });
  }
  return readServerFrame(bytes).map(({ replyTo, method, payload, error }) => {
    const [name, call] = byMethod(calls, method);
    const head = replyTo ? `reply to ${replyTo}` : "push";
    if (error) return `  error to ${replyTo} ${name} ${codeName(error.code)}: ${error.message}`;
    return `  ${head} ${name} ${show(decode(call.read as Read<unknown>, payload))}`;
  });
}

function byMethod(side: typeof calls | typeof handlers, method: number): [string, { read?: unknown }] {
  const found = Object.entries(side).find(([, entry]) => entry.method === method);
  if (!found) throw new Error(`no method ${method}`);
  return [found[0].replace(/([A-Z])/, ".$1").toLowerCase(), found[1]];
}

/** JSON without zero values and without quotes around names. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, held]) => held && !(Array.isArray(held) && held.length === 0));
  return entries.length ? `{ ${entries.map(([name, held]) => `${name}: ${show(held)}`).join(", ")} }` : "{}";
}
