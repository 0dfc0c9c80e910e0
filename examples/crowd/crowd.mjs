// Demo colleagues who are there: a handful of people of the demo portal, each a client with a status of its own.
// Whoever writes to one of them gets an answer that says what it is.
import { fileURLToPath } from "node:url";
import { connect } from "@livename/client";

export const COLLEAGUES = {
  priya: { availability: "do-not-disturb", message: "Deep work until four" },
  hannah: { availability: "busy", message: "Board meeting" },
  lucia: { availability: "available" },
  kenji: { availability: "available", message: "On duty: page me" },
  chloe: { availability: "away" },
  yusuf: { availability: "available" },
  hyunju: { availability: "busy" },
  jack: { availability: "available" },
  lars: { availability: "away", message: "Back at three" },
  oksana: { availability: "available" },
  manaia: { availability: "available" },
  samir: { availability: "do-not-disturb" },
  jonas: { availability: "available" },
  diego: { availability: "busy", message: "Pairing" },
  fatima: { availability: "available" },
  "git-security@googlegroups.com": { availability: "available", message: "Answers within a day" },
  "distros@vs.openwall.org": { availability: "away" },
};

/** Signs one of them in. Resolves to the client. */
export async function arrive(url, person, status) {
  const client = connect({ url, token: () => `demo:${person}`, device: `demo-${person}` });
  await client.ready;
  await client.presence.set(status);
  return client;
}

const ANSWER =
  "This is a demo account that answers by itself. Open the portal as another person to chat with yourself.";
const TYPING_MS = 1_500;

async function answer(client) {
  const inbox = await client.conversations.inbox();
  inbox.on("message", async ({ item, message }) => {
    if (message.sender === client.self.id || message.text === ANSWER) return;
    const chat = await client.conversations.open(item.id);
    chat.markRead();
    chat.setTyping(true);
    setTimeout(async () => {
      await chat.send(ANSWER);
      chat.close();
    }, TYPING_MS);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.argv[2] ?? "http://localhost:8080";
  for (const [person, status] of Object.entries(COLLEAGUES)) await answer(await arrive(url, person, status));
}
