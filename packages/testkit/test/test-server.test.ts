import { commandFrame, decode, encode, readServerFrame, SUBPROTOCOL } from "@livename/wire";
import { presenceWatch } from "@livename/wire/calls";
import { Code, Method } from "@livename/wire/frame";
import { readHelloReply, writeHelloRequest } from "@livename/wire/session";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startTestServer, type TestServer } from "../src/index.ts";

describe("startTestServer", () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  /** The answers to a hello and a watch in one flight, over a real socket. */
  async function ask(token: string, people: string[]) {
    const socket = new WebSocket(`${server!.url.replace("http", "ws")}/v1/socket`, SUBPROTOCOL);
    const answers: ReturnType<typeof readServerFrame> = [];
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const hello = encode(writeHelloRequest, { token, client: { name: "test", version: "1" }, features: ["presence"] });
    const watch = encode(presenceWatch.write, { items: people.map((person) => ({ person })) });
    socket.send(commandFrame(1, Method.SESSION_HELLO, hello));
    socket.send(commandFrame(2, presenceWatch.method, watch));
    await new Promise<void>((resolve) => {
      socket.on("close", () => resolve());
      socket.on("message", (bytes: Buffer) => {
        answers.push(...readServerFrame(bytes));
        if (answers.some((answer) => answer.replyTo === 2)) resolve();
      });
    });
    socket.terminate();
    return answers;
  }

  it("signs its people in and knows who is there", async () => {
    server = await startTestServer({ people: ["amy@example.com", { address: "ben@example.com", name: "Ben Ode" }] });
    const [hello, watch] = await ask(server.tokenFor("amy"), ["ben@example.com", "nobody@example.com"]);
    expect(decode(readHelloReply, hello!.payload)).toMatchObject({ address: "amy@example.com", name: "Amy" });
    const { results } = decode(presenceWatch.read, watch!.payload);
    expect(results.map((result) => result.code)).toEqual([0, Code.NO_SUCH_PERSON]);
  });

  it("takes people in while it runs", async () => {
    server = await startTestServer();
    await server.addPeople(["eve@example.com"]);
    const [hello] = await ask(server.tokenFor("eve@example.com"), []);
    expect(decode(readHelloReply, hello!.payload).address).toBe("eve@example.com");
  });

  it("names its people to whoever asks for a stranger's token", async () => {
    server = await startTestServer();
    expect(() => server!.tokenFor("zoe")).toThrow(/nobody called zoe.*amy@example.com/);
  });

  it("signs tokens with what an application may do, which this server alone accepts", async () => {
    server = await startTestServer();
    const token = server.tokenFor("amy", ["groups:set"]);
    const [hello] = await ask(token, []);
    expect(decode(readHelloReply, hello!.payload).address).toBe("amy@example.com");
    await server.close();
    server = await startTestServer();
    const [refused] = await ask(token, []);
    expect(refused!.error?.code).toBe(Code.UNAUTHENTICATED);
  });

  it("keeps two servers apart", async () => {
    server = await startTestServer();
    const other = await startTestServer({ people: ["zoe@example.com"] });
    expect(other.url).not.toBe(server.url);
    await other.close();
    const [hello] = await ask(server.tokenFor("amy"), []);
    expect(hello!.error).toBeUndefined();
  });
});
