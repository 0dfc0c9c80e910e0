import { connect } from "@livename/client";

const bot = connect({ url: "ws://localhost:8080/v1/socket", token: () => "demo:helpdesk", kind: "bot" });
const { id } = await bot.ready;
await bot.presence.set({ availability: "available", message: "I answer at once" });

const inbox = await bot.conversations.inbox();
inbox.on("message", async ({ item, message }) => {
  if (message.sender === id) return;
  const chat = await bot.conversations.open(item.id);
  await chat.send(`You said: ${message.text}`);
});
