import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FaultyProxy, startFaultyProxy } from "../src/harness/faulty-proxy.ts";

describe("the faulty network of the tests", () => {
  let echo: Server;
  let ends: { count: number };
  let proxy: FaultyProxy;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    // An object a test: sockets of an earlier test may still be closing.
    const mine = { count: 0 };
    ends = mine;
    echo = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("close", () => mine.count++);
      socket.on("data", (bytes) => socket.write(bytes));
    });
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    proxy = await startFaultyProxy({ port: (echo.address() as AddressInfo).port });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await proxy.close();
    echo.close();
  });

  function open() {
    const socket = connect(proxy.port, "127.0.0.1");
    sockets.push(socket);
    const state = { got: "", ended: "" };
    socket.on("data", (bytes) => {
      state.got += bytes.toString();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      state.ended = error.code ?? "";
    });
    return { socket, state };
  }

  it("passes bytes until it swallows them, and then tells neither end", async () => {
    const { socket, state } = open();
    socket.write("one");
    await vi.waitFor(() => expect(state.got).toBe("one"));
    proxy.swallow();
    socket.write("two");
    const late = open();
    late.socket.write("three");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([state, late.state, ends.count]).toEqual([{ got: "one", ended: "" }, { got: "", ended: "" }, 0]);
    proxy.heal();
    const healed = open();
    healed.socket.write("four");
    await vi.waitFor(() => expect(healed.state.got).toBe("four"));
    expect(state.got).toBe("one");
  });

  it("cuts with a reset that both ends notice", async () => {
    const { socket, state } = open();
    socket.write("one");
    await vi.waitFor(() => expect(state.got).toBe("one"));
    proxy.cut();
    await vi.waitFor(() => expect([state.ended, ends.count]).toEqual(["ECONNRESET", 1]));
  });

  it("loses the answer to what comes next, and the connection with it", async () => {
    const { socket, state } = open();
    socket.write("one");
    await vi.waitFor(() => expect(state.got).toBe("one"));
    let heard = "";
    echo.on("connection", (end) => end.on("data", (bytes) => (heard += bytes)));
    const other = open();
    other.socket.write("two");
    await vi.waitFor(() => expect(other.state.got).toBe("two"));
    proxy.loseAnswers();
    other.socket.write("three");
    await vi.waitFor(() => expect(other.state.ended).toBe("ECONNRESET"));
    expect([heard, other.state.got, state.ended]).toEqual(["twothree", "two", ""]);
  });

  it("lets nobody in while it refuses", async () => {
    proxy.refuse();
    const { state } = open();
    await vi.waitFor(() => expect(state.ended).toBe("ECONNRESET"));
  });
});
