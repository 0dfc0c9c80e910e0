import { startTestServer, type TestServer } from "@livename/testkit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Client, connect, continueWebSocket, Refused } from "../src/index.ts";

let server: TestServer;
const open: Client[] = [];

const join = (name: string): Client => {
  const client = connect({ url: server.url, token: () => server.tokenFor(name) });
  open.push(client);
  return client;
};

beforeEach(async () => {
  server = await startTestServer({ people: ["amy@example.com", "ben@example.com", "cleo@example.com"] });
});
afterEach(async () => {
  for (const client of open.splice(0)) client.close();
  await server.close();
});

describe("a client of a real server", () => {
  it("S5: signs in and tells who it is and what the server takes", async () => {
    const amy = join("amy");
    expect(await amy.ready).toMatchObject({ address: "amy@example.com", name: "Amy" });
    expect(amy.state).toEqual({ name: "online" });
    expect(amy.server?.features).toContain("presence");
    expect(amy.server?.limits.textChars).toBe(8_000);
  });

  it("continues a connection that was begun before it, and opens its own when that one is lost", async () => {
    const begun = new WebSocket(`${server.url.replace(/^http/, "ws")}/v1/socket`, "livename.v1");
    await new Promise((resolve) => begun.addEventListener("open", resolve, { once: true }));
    const token = () => server.tokenFor("amy");
    const amy = connect({ url: server.url, token, transport: continueWebSocket(begun) });
    open.push(amy);
    await amy.ready;
    expect(begun.binaryType).toBe("arraybuffer");
    const states: string[] = [];
    amy.on("state", ({ name }) => states.push(name));
    begun.close();
    await vi.waitFor(() => expect(states).toEqual(["reconnecting", "online"]), 10_000);
    expect(begun.readyState).toBe(WebSocket.CLOSED);
  });

  it("sees another person's status change, and nobody under an address that nobody has", async () => {
    const amy = join("amy");
    const watch = amy.presence.watch(["Ben@Example.com", "nobody@example.com"]);
    await vi.waitFor(() => expect(watch.get("ben@example.com")?.presence.availability).toBe("offline"));
    expect(watch.get("nobody@example.com")?.status).toBe("no-such-person");
    const ben = join("ben");
    await ben.ready;
    const until = new Date(Date.now() + 3_600_000);
    const own = await ben.presence.set({ availability: "busy", message: "Quarter end", until });
    expect(own).toMatchObject({ availability: "busy", message: "Quarter end", until });
    const busy = { availability: "busy", message: "Quarter end", devices: ["desktop"] };
    // The second change within 2 s waits for their end.
    await vi.waitFor(
      () => expect(watch.people[0]).toMatchObject({ person: "Ben@Example.com", status: "known", presence: busy }),
      5_000,
    );
    await ben.signOut();
    expect(ben.state).toMatchObject({ name: "closed", reason: "signed-out" });
    await vi.waitFor(() => expect(watch.people[0]?.presence.availability).toBe("offline"), 5_000);
  });

  it("shows who is in a place, and who leaves it", async () => {
    const [amy, ben] = [join("amy"), join("ben")];
    const here = amy.places.enter("https://example.com/page");
    const seen: string[] = [];
    here.on("enter", ({ person }) => seen.push(`+${person.name}`));
    here.on("leave", ({ person }) => seen.push(`-${person.name}`));
    await vi.waitFor(() => expect(here.people.map(({ name }) => name)).toEqual(["Amy"]));
    const there = ben.places.enter("https://example.com/page");
    await vi.waitFor(() => expect(here.people.map(({ name }) => name)).toEqual(["Amy", "Ben"]));
    there.leave();
    await vi.waitFor(() => expect(here.people.map(({ name }) => name)).toEqual(["Amy"]));
    expect(seen).toEqual(["+Amy", "+Ben", "-Ben"]);
  });

  it("C: brings a message, its unread count and the read pointer to the other side", async () => {
    const [amy, ben] = [join("amy"), join("ben")];
    const inbox = await ben.conversations.inbox();
    expect(inbox.conversations).toEqual([]);
    const came: string[] = [];
    inbox.on("message", ({ item, message }) => came.push(`${message.text} (${item.unread})`));
    const chat = await amy.conversations.open("ben@example.com");
    const states: string[] = [];
    chat.on("message", ({ message }) => states.push(`${message.text} ${message.state}`));
    const sent = await chat.send("Have you read my proposal?");
    expect(sent).toMatchObject({ number: 1, state: "sent" });
    expect(states).toEqual(["Have you read my proposal? pending", "Have you read my proposal? sent"]);
    await vi.waitFor(() => expect(came).toEqual(["Have you read my proposal? (1)"]));
    expect(inbox.unread).toBe(1);
    const reply = await ben.conversations.open(inbox.conversations[0]!.id);
    expect(reply.messages.map(({ text }) => text)).toEqual(["Have you read my proposal?"]);
    reply.markRead();
    await vi.waitFor(() => expect(inbox.unread).toBe(0));
    reply.setTyping(true);
    await vi.waitFor(() => expect(chat.typing).toEqual([ben.self?.id]));
    await reply.send("Yes");
    await vi.waitFor(() =>
      expect(chat.messages.map(({ text }) => text)).toEqual(["Have you read my proposal?", "Yes"]),
    );
    expect(chat.typing).toEqual([]);
  });

  it("gives cards of people, and refuses a conversation with nobody", async () => {
    const amy = join("amy");
    const [ben, nobody] = await amy.directory.get(["ben@example.com", "nobody@example.com"]);
    expect(ben).toMatchObject({ name: "Ben", address: "ben@example.com" });
    expect(nobody).toBeUndefined();
    await expect(amy.conversations.open("nobody@example.com")).rejects.toMatchObject({ code: "no-such-person" });
    await expect(amy.conversations.open("nobody@example.com")).rejects.toBeInstanceOf(Refused);
  });

  it("stops when the token is not good", async () => {
    const stranger = connect({ url: server.url, token: () => "demo:stranger" });
    open.push(stranger);
    await expect(stranger.ready).rejects.toMatchObject({ name: "SignInFailed" });
    expect(stranger.state).toMatchObject({ name: "closed", reason: "sign-in-failed" });
  });
});
