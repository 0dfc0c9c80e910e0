import { connect } from "@livename/client";

const url = process.env.LIVENAME ?? "http://localhost:8080";
const token = process.env.LIVENAME_TOKEN ?? "demo:helpdesk";
const bot = connect({ url, token: () => token, kind: "bot" });
const { id, address } = await bot.ready;
await bot.presence.set({ availability: "available", message: "I answer at once" });

const inbox = await bot.conversations.inbox();
inbox.on("message", async ({ item, message }) => {
  if (message.sender === id) return;
  const chat = await bot.conversations.open(item.id);
  await chat.send(`You said: ${message.text}`);
  chat.close();
});
console.log(`${address} answers at ${url}`);
