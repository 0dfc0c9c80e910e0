// One session, frame by frame: the steps of protocol/WALKTHROUGH.md, and how that page shows them.

import * as calls from "../gen/calls.js";
import {
  conversationOpen,
  conversationRead,
  conversationSend,
  presenceSet,
  presenceWatch,
  sessionBye,
  sessionHello,
} from "../gen/calls.js";
import type { StandingInit } from "../gen/conversation.js";
import { Code, readServerFrame as readServer } from "../gen/frame.js";
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
  replyFrame,
  timeFrame,
  type Write,
} from "../src/index.ts";

export type Step =
  | { readonly title: string; readonly text: string }
  | { readonly from: "client" | "server"; readonly bytes: Uint8Array };

const AMY = "p-4fT9";
const MIKE = "p-8Xw2";
const CHAT = `direct.${AMY}.${MIKE}`;
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
  devices: [DeviceKind.MOBILE],
};

const EPOCH = 1_712_004_511;
const morning = { number: 1, sender: MIKE, timeMs: TIME - 600_000, key: "mike-ph-00a6", text: "Good morning!" };
const opened = { id: CHAT, members: [AMY, MIKE], log: { epoch: EPOCH, first: 1, last: 1 } };
const proposal = {
  ...{ number: 2, sender: AMY, timeMs: TIME + 95_000, key: "amy-tab1-0001" },
  text: "Have you read my proposal? 👋",
};
const fromMike = {
  ...{ number: 3, sender: MIKE, timeMs: TIME + 99_000, key: "mike-ph-00a7" },
  text: "Yes. Let us talk at five.",
};
const lost = { number: 4, sender: AMY, timeMs: TIME + 120_000, key: LOST_KEY, text: "At five, then." };

function inboxChanged(version: number, standing: StandingInit): Uint8Array {
  return push(handlers.conversationInboxChanged, {
    version: { epoch: EPOCH, version },
    standings: [{ conversation: CHAT, ...standing }],
  });
}

export const steps: readonly Step[] = [
  {
    title: "Hello and the first watch, sent together",
    text: "The connection has just been opened. One WebSocket message holds two encoded frames (F2): `session.hello`, and a `presence.watch` that does not wait for the answer to hello (S3). One of the two watched addresses belongs to nobody.",
  },
  client(
    ask(1, sessionHello, hello),
    ask(2, presenceWatch, { items: [{ person: "mike@example.com" }, { person: "nobody@example.com" }] }),
  ),
  {
    title: "Both answers",
    text: "Amy is signed in. Mike is available, on a phone. The second result is `NO_SUCH_PERSON` (15), not offline.",
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
  { title: "Mike takes a call", text: "A push. Its `reply_to` is 0, and a zero value is not sent." },
  server(push(handlers.presenceChanged, { entries: [{ person: MIKE, version: 7_741_902, presence: mikeBusy }] })),
  {
    title: "Keep-alive",
    text: "Nothing was sent for a while. In addition to its WebSocket ping the server sends a frame that holds only its time, because scripts cannot see pings (F4, F19).",
  },
  server(timeFrame(TIME + 85_000)),
  {
    title: "Amy opens the conversation",
    text: "Mike wrote earlier, so the answer has an entry. It also has the log's epoch: entry numbers are valid only under that epoch (C4). The id of the conversation is derived from its members (C1).",
  },
  client(ask(3, conversationOpen, { person: MIKE, limit: 50 })),
  server(
    answer(3, handlers.conversationOpen, {
      conversation: { ...opened, unread: 1, newest: morning },
      entries: [morning],
    }),
  ),
  {
    title: "Amy has read it",
    text: "The server moves her read pointer and pushes the new standing to all her sessions that follow the conversation (C11, C13), including this one.",
  },
  client(ask(4, conversationRead, { conversation: CHAT, number: 1 })),
  server(inboxChanged(2, { log: opened.log, read: 1, newest: 1 }), answer(4, handlers.conversationRead, { read: 1 })),
  {
    title: "Amy writes, and the message is on disk",
    text: "The key identifies the command (F14): if Amy sends it again, the message is still in the conversation only once. The reply gives the number of the entry. Amy opened the conversation, so the server also pushes the entry to her (C9), before or after the reply; the key shows that both are the same entry. The server pushes her new standing too: her read pointer has moved past her own entry (C11, C13). Mike's answer arrives in the same way.",
  },
  client(ask(5, conversationSend, { conversation: CHAT, text: "Have you read my proposal? 👋" }, "amy-tab1-0001")),
  server(
    push(handlers.conversationAppended, { conversation: CHAT, entry: proposal }),
    inboxChanged(3, { log: { ...opened.log, last: 2 }, read: 2, newest: 2 }),
    answer(5, handlers.conversationSend, { number: 2, timeMs: TIME + 95_000 }),
  ),
  server(
    push(handlers.conversationAppended, { conversation: CHAT, entry: fromMike }),
    inboxChanged(4, { log: { ...opened.log, last: 3 }, read: 2, unread: 1, newest: 3 }),
  ),
  {
    title: "A refusal",
    text: "A status message of more than `status_chars` characters: the answer is an error with a sentence, and nothing was changed (F5).",
  },
  client(ask(6, presenceSet, { choice: { availability: Availability.BUSY, message: "busy ".repeat(41).trim() } })),
  server(
    errorFrame(6, presenceSet.method, {
      code: Code.TOO_LARGE,
      message: "A status message has at most 200 characters. Shorten it.",
    }),
  ),
  {
    title: "The network breaks, and the session is resumed",
    text: "Amy had just sent a second message when the connection was lost, so she does not know whether it arrived. On a new connection her client names its session (S8), the version that it holds of Mike's presence (`held`) and the last entry that it holds of the conversation, and sends the message again with its key.",
  },
  client(
    ask(1, sessionHello, { ...hello, resume: { session: "s-90aB", secret: "n4Jv0cXyZ1" } }),
    ask(2, presenceWatch, { items: [{ person: "mike@example.com", held: 7_741_902 }] }),
    ask(3, conversationOpen, { conversation: CHAT, held: 3, epoch: EPOCH, limit: 50 }),
    ask(4, conversationSend, { conversation: CHAT, text: "At five, then." }, LOST_KEY),
  ),
  {
    title: "The difference",
    text: "Mike's register is the one that Amy's client holds, so no presence is sent. The message had arrived the first time: it is entry 4 already, and the repeated command gets the first answer again. Mike's entry 3 was unread when Amy sent her second message, so her read pointer did not move past it (C11).",
  },
  server(
    answer(1, handlers.sessionHello, { ...helloReply, resumed: true, serverTimeMs: TIME + 130_000 }),
    answer(2, handlers.presenceWatch, { results: [{ person: MIKE, version: 7_741_902 }] }),
    answer(3, handlers.conversationOpen, {
      conversation: {
        id: CHAT,
        members: [AMY, MIKE],
        log: { epoch: EPOCH, first: 1, last: 4 },
        read: 2,
        unread: 1,
        newest: lost,
      },
      entries: [lost],
    }),
    answer(4, handlers.conversationSend, { number: 4, timeMs: TIME + 120_000 }),
  ),
  {
    title: "The page is left",
    text: "The server answers and closes with 1000. Others see no change for 10 s. In this time the next page can resume the session (S12).",
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

Amy's page connects, watches Mike, writes to him, loses the network, and comes back. Each block is one WebSocket message: its bytes, then its decoded content. \`→\` is from the client, \`←\` from the server. Fields with zero values are left out, as on the wire. The numbers in brackets are rules of [SPEC.md](SPEC.md).

This page is generated from code (\`npm run walkthrough -w packages/wire\`). A test sends the client's messages to a real server and compares the answers with those shown here, except for ids, times, epochs and versions.

${parts.join("\n")}`;
}

function hexLines({ from, bytes }: Extract<Step, { bytes: Uint8Array }>): string {
  const arrow = from === "client" ? "→" : "←";
  const rows = Buffer.from(bytes)
    .toString("hex")
    .match(/.{1,64}/g) ?? ["(no bytes)"];
  return rows.map((row, at) => `${at ? " " : arrow} ${row}`).join("\n");
}

/** The content of the bytes, decoded by the codec. */
function describe({ from, bytes }: Extract<Step, { bytes: Uint8Array }>): string[] {
  if (from === "client") {
    return readClientFrame(bytes).map(({ id, method, payload, key }) => {
      const [name, handler] = byMethod(handlers, method);
      const body = show(decode(handler.read as Read<unknown>, payload));
      return `  command ${id} ${name}${key ? ` key ${key}` : ""} ${body}`;
    });
  }
  const { messages, serverTimeMs } = decode(readServer, bytes);
  const time = serverTimeMs ? [`  serverTimeMs: ${serverTimeMs}`] : [];
  const said = messages.map(({ replyTo, method, payload, error }) => {
    const [name, call] = byMethod(calls, method);
    const head = replyTo ? `reply to ${replyTo}` : "push";
    if (error) return `  error to ${replyTo} ${name} ${codeName(error.code)}: ${error.message}`;
    return `  ${head} ${name} ${show(decode(call.read as Read<unknown>, payload))}`;
  });
  return [...said, ...time];
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
  const entries = Object.entries(value).filter(
    ([, held]) => held && !((Array.isArray(held) || held instanceof Uint8Array) && held.length === 0),
  );
  return entries.length ? `{ ${entries.map(([name, held]) => `${name}: ${show(held)}`).join(", ")} }` : "{}";
}
