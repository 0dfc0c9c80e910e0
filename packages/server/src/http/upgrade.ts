import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocketDoor } from "../edge/websocket.ts";
import type { Log } from "../process/log.ts";
import { hostOf } from "./addresses.ts";
import type { Origins } from "./origins.ts";
import { type PeerReader, repeatsHost } from "./peer.ts";

/** The path of the WebSocket. */
export const SOCKET_PATH = "/v1/socket";

export interface UpgradeOptions {
  readonly door: WebSocketDoor;
  readonly peers: PeerReader;
  readonly origins: Origins;
  readonly log: Log;
  /** 0 for no limit. */
  readonly connectionsPerIp: number;
}

/** Accepts WebSocket upgrades, or refuses them with an HTTP status (SPEC W). */
export function createUpgrade(options: UpgradeOptions) {
  const { door, peers, origins, log, connectionsPerIp } = options;
  const connections = new Map<string, number>();

  const full = (ip: string, stream: Duplex): boolean => {
    if (connectionsPerIp === 0) return false;
    const host = hostOf(ip);
    const count = connections.get(host) ?? 0;
    if (count >= connectionsPerIp) return true;
    connections.set(host, count + 1);
    stream.once("close", () => {
      const left = (connections.get(host) ?? 1) - 1;
      if (left > 0) connections.set(host, left);
      else connections.delete(host);
    });
    return false;
  };

  return (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    // Until ws takes over the stream, an unhandled reset would crash the process.
    stream.on("error", () => stream.destroy());
    const path = (request.url ?? "").split("?", 1)[0];
    if (path !== SOCKET_PATH) {
      refuse(stream, "404 Not Found", `The WebSocket is at ${SOCKET_PATH}.`);
      return;
    }
    if (repeatsHost(request)) {
      refuse(stream, "400 Bad Request", "The request has several Host headers.");
      return;
    }
    const peer = peers.read(request);
    const { origin } = request.headers;
    if (origin !== undefined && !origins.allows(origin, peer)) {
      origins.warn(origin, peer, log);
      refuse(stream, "403 Forbidden", "Pages of this origin may not use this server. Its log says how to allow them.");
      return;
    }
    if (full(peer.ip, stream)) {
      log.warn({ ip: peer.ip, limit: connectionsPerIp }, "too many connections from one address");
      refuse(stream, "429 Too Many Requests", "Too many connections from this address.");
      return;
    }
    door.open(request, stream, head, { ip: peer.ip, loopback: peer.loopback });
  };
}

function refuse(stream: Duplex, status: string, sentence: string): void {
  // Without this, a refused socket would stay half open until the client closes it.
  stream.once("finish", () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(sentence)}\r\nX-Content-Type-Options: nosniff\r\n\r\n${sentence}`,
  );
}
