import type { SocketEvents } from "@livename/client";
import { describe, expect, it } from "vitest";
import { MemoryTransport, type ServerSocket } from "./memory-transport.ts";

/** A binary message, framed as a server frames it. */
function framed(...bytes: number[]): Uint8Array {
  return Uint8Array.from([0x82, bytes.length, ...bytes]);
}

function meet() {
  const seen: string[] = [];
  const sockets: ServerSocket[] = [];
  const network = new MemoryTransport((socket, url, protocol) => {
    sockets.push(socket);
    seen.push(`server: ${url} ${protocol}`);
    return {
      received: (bytes) => seen.push(`server: ${[...bytes]}`),
      violated: (sentence) => seen.push(`server: ${sentence}`),
      gone: () => seen.push("server: gone"),
    };
  });
  const events: SocketEvents = {
    opened: () => seen.push("client: open"),
    message: (bytes) => seen.push(`client: ${[...bytes]}`),
    closed: (code, reason) => seen.push(`client: closed ${code} ${reason}`.trim()),
  };
  const open = () => network.open("ws://test", "livename.v1", events);
  return { network, sockets, seen, open };
}

describe("MemoryTransport", () => {
  it("delivers nothing before it is flushed, then everything in order", () => {
    const { network, sockets, seen, open } = meet();
    const client = open();
    client.send(Uint8Array.of(1));
    client.send(Uint8Array.of(2));
    sockets[0]!.send(Uint8Array.from([...framed(7), ...framed(8)]));
    expect(seen).toEqual(["server: ws://test livename.v1"]);
    expect(sockets[0]!.bufferedBytes).toBe(2);
    expect(network.flush()).toBe(5);
    expect(seen.slice(1)).toEqual(["server: 1", "server: 2", "client: open", "client: 7", "client: 8"]);
    expect([sockets[0]!.bufferedBytes, sockets[0]!.receivedBytes]).toEqual([0, 2]);
  });

  it("leaves out pings", () => {
    const { network, sockets, seen, open } = meet();
    open();
    sockets[0]!.send(Uint8Array.from([0x89, 0x00, ...framed(5)]));
    network.flush();
    expect(seen.slice(1)).toEqual(["client: open", "client: 5"]);
  });

  it("carries a long message whole", () => {
    const { network, sockets, seen, open } = meet();
    open();
    const frame = new Uint8Array(4 + 300).fill(9);
    frame.set([0x82, 126, 1, 44]);
    sockets[0]!.send(frame);
    network.flush();
    expect(seen.at(-1)).toBe(`client: ${Array(300).fill(9)}`);
  });

  it("tells both ends of a cut, and loses what was under way", () => {
    const { network, seen, open } = meet();
    const client = open();
    network.flush();
    client.send(Uint8Array.of(1));
    network.links[0]!.cut();
    client.send(Uint8Array.of(2));
    network.flush();
    expect(seen.slice(2)).toEqual(["client: closed 1006", "server: gone"]);
    expect(network.links).toEqual([]);
  });

  it("swallows without a word", () => {
    const { network, sockets, seen, open } = meet();
    const client = open();
    network.flush();
    network.links[0]!.swallow();
    client.send(Uint8Array.of(1));
    sockets[0]!.send(framed(7));
    expect(network.flush()).toBe(0);
    expect(seen.slice(2)).toEqual([]);
    expect(network.links).toHaveLength(1);
  });

  it("gives the server's close code to the client behind what was sent", () => {
    const { network, sockets, seen, open } = meet();
    open();
    network.flush();
    sockets[0]!.send(framed(7));
    sockets[0]!.close(4000, "The server stops.");
    network.flush();
    expect(seen.slice(2)).toEqual(["server: gone", "client: 7", "client: closed 4000 The server stops."]);
  });

  it("tells the server when the client closes", () => {
    const { network, seen, open } = meet();
    const client = open();
    network.flush();
    client.close();
    client.close();
    network.flush();
    expect(seen.slice(2)).toEqual(["server: gone", "client: closed 1000"]);
  });

  it("fails to connect while the server is unreachable", async () => {
    const { network, seen, open } = meet();
    network.unreachable = true;
    open();
    await network.settle();
    expect(seen).toEqual(["client: closed 1006"]);
  });
});
