import { createServer } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { continueWebSocket } from "../src/index.ts";
import { webSocket } from "../src/transport/websocket.ts";

/** As much of a socket as the transport takes over. */
function begin(): { socket: WebSocket; fire(type: "error" | "close", readyState: number): void; told: number[] } {
  const socket = { readyState: 0, onerror: undefined, onclose: undefined, close() {} } as unknown as WebSocket;
  const told: number[] = [];
  const events = { opened() {}, message() {}, closed: (code: number) => told.push(code) };
  continueWebSocket(socket).open("wss://im.example.com/v1/socket", "livename.v1", events);
  return {
    socket,
    told,
    fire(type, readyState) {
      Object.assign(socket, { readyState });
      socket[`on${type}`]?.({ code: 1006, reason: "" } as CloseEvent);
    },
  };
}

describe("a WebSocket", () => {
  it("that a policy forbids is closed by its error alone", () => {
    const { told, fire } = begin();
    fire("error", 3);
    expect(told).toEqual([1006]);
  });

  it("is told closed once when both events come", () => {
    const { told, fire } = begin();
    fire("error", 3);
    fire("close", 3);
    expect(told).toEqual([1006]);
  });

  it("is not closed yet by an error before its end", () => {
    const { told, fire } = begin();
    fire("error", 2);
    expect(told).toEqual([]);
    fire("close", 3);
    expect(told).toEqual([1006]);
  });

  it("that is not wanted any more is there first and closed then, which browsers do not complain about; but not for long", async () => {
    // It takes connections and never answers: a socket to it stays on its way.
    const silent = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as { port: number };
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const codes: number[] = [];
    const closed = (code: number) => codes.push(code);
    const socket = webSocket.open(`ws://127.0.0.1:${port}/`, "livename.v1", { opened() {}, message() {}, closed });
    socket.close();
    vi.advanceTimersByTime(1_900);
    expect(codes).toEqual([]);
    vi.advanceTimersByTime(200);
    vi.useRealTimers();
    await expect.poll(() => codes).toEqual([1006]);
    silent.close();

    const begun = { readyState: 0, close: vi.fn() } as unknown as WebSocket;
    const events = { opened: vi.fn(), message() {}, closed() {} };
    const first = continueWebSocket(begun).open("wss://im.example.com/v1/socket", "livename.v1", events);
    first.close();
    first.close();
    expect(begun.close).not.toHaveBeenCalled();
    begun.onopen?.(new Event("open"));
    expect(begun.close).toHaveBeenCalledTimes(1);
    expect(events.opened).not.toHaveBeenCalled();
  });
});
