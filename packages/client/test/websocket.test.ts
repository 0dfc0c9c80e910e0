import { describe, expect, it } from "vitest";
import { continueWebSocket } from "../src/index.ts";

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
});
