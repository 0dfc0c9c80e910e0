import type { Socket, SocketEvents, Transport } from "@livename/client";
import { messagesOf } from "./frames.ts";

/** The end of a link that a server sends by; the edge of the Livename server takes it as a socket. */
export interface ServerSocket {
  /** One WebSocket frame or several, headers included. */
  send(frame: Uint8Array): void;
  close(code: number, reason: string): void;
  terminate(): void;
  readonly bufferedBytes: number;
  /** Always 0: no kernel stands between. */
  readonly blockedBytes: number;
  readonly receivedBytes: number;
}

/** What the server's side wants to hear. */
export interface ServerEvents {
  received(bytes: Uint8Array): void;
  violated(sentence: string): void;
  gone(): void;
}

/** What is under way on a link, in order. */
type Parcel = { what: "open" } | { what: "bytes"; bytes: Uint8Array } | { what: "close"; code: number; reason: string };

/**
 * Connections in memory, on which nothing arrives until a test says so. One end is the client's `transport`; the
 * other is handed to `accept`, which answers with what listens there:
 *
 * ```ts
 * const network = new MemoryTransport((socket) => edge.connect(socket, origin));
 * const client = connect({ url: "ws://test", token, transport: network });
 * await network.settle();
 * ```
 */
export class MemoryTransport implements Transport {
  readonly #accept: (socket: ServerSocket, url: string, protocol: string) => ServerEvents;
  readonly #links = new Set<MemoryLink>();
  /** While true, every attempt to connect fails as it does without a network. */
  unreachable = false;

  constructor(accept: (socket: ServerSocket, url: string, protocol: string) => ServerEvents) {
    this.#accept = accept;
  }

  /** The links that neither end has closed, oldest first. */
  get links(): readonly MemoryLink[] {
    return [...this.#links];
  }

  open(url: string, protocol: string, events: SocketEvents): Socket {
    const link = new MemoryLink(events, () => this.#links.delete(link));
    if (this.unreachable) {
      link.refuse();
      return link.client;
    }
    this.#links.add(link);
    link.accept((socket) => this.#accept(socket, url, protocol));
    return link.client;
  }

  /** Delivers what is under way on all links; returns how many parcels arrived. */
  flush(): number {
    let arrived = 0;
    for (const link of this.#links) arrived += link.flush();
    return arrived;
  }

  /** Delivers, lets promises run, and again, until nothing is under way. */
  async settle(): Promise<void> {
    // Promise callbacks of any depth run in one turn of the event loop; a quiet turn means that all is done.
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    do await turn();
    while (this.flush() > 0);
  }
}

/** One connection in memory. */
export class MemoryLink {
  readonly #toClient: Parcel[] = [];
  readonly #toServer: Parcel[] = [];
  readonly #clientEvents: SocketEvents;
  readonly #ended: () => void;
  #serverEvents: ServerEvents | undefined;
  #clientOpen = true;
  #serverOpen = true;
  #swallowing = false;
  #received = 0;

  /** What the client sends by. */
  readonly client: Socket = {
    send: (bytes) => this.#put(this.#toServer, { what: "bytes", bytes: bytes.slice() }),
    close: (code = 1000, reason = "") => {
      if (!this.#clientOpen) return;
      this.#put(this.#toServer, { what: "close", code, reason });
      this.#toClient.length = 0;
      this.#toClient.push({ what: "close", code, reason });
    },
  };

  constructor(clientEvents: SocketEvents, ended: () => void) {
    this.#clientEvents = clientEvents;
    this.#ended = ended;
  }

  /** @internal */
  accept(take: (socket: ServerSocket) => ServerEvents): void {
    const received = () => this.#received;
    const waiting = () => this.#toClient.reduce((sum, one) => sum + (one.what === "bytes" ? one.bytes.length : 0), 0);
    this.#toClient.push({ what: "open" });
    this.#serverEvents = take({
      send: (frame) => {
        for (const message of messagesOf(frame)) this.#put(this.#toClient, { what: "bytes", bytes: message });
      },
      close: (code, reason) => {
        if (!this.#serverOpen) return;
        this.#put(this.#toClient, { what: "close", code, reason });
        this.#toServer.length = 0;
        this.#toServer.push({ what: "close", code, reason });
      },
      terminate: () => this.cut(),
      get bufferedBytes() {
        return waiting();
      },
      blockedBytes: 0,
      get receivedBytes() {
        return received();
      },
    });
  }

  /** @internal */
  refuse(): void {
    this.#serverOpen = false;
    queueMicrotask(() => this.#toClientEnd(1006, ""));
  }

  /** How many parcels wait for a client and for a server. */
  get underWay(): { readonly toClient: number; readonly toServer: number } {
    return { toClient: this.#toClient.length, toServer: this.#toServer.length };
  }

  /** Delivers what is under way to the server now; what that causes stays under way. */
  flushToServer(): number {
    const parcels = this.#toServer.splice(0);
    for (const parcel of parcels) {
      if (!this.#serverOpen) break;
      if (parcel.what === "bytes") {
        this.#received += parcel.bytes.length;
        this.#serverEvents?.received(parcel.bytes);
      } else if (parcel.what === "close") this.#toServerEnd();
    }
    return parcels.length;
  }

  /** Delivers what is under way to the client now; what that causes stays under way. */
  flushToClient(): number {
    const parcels = this.#toClient.splice(0);
    for (const parcel of parcels) {
      if (!this.#clientOpen) break;
      if (parcel.what === "open") this.#clientEvents.opened();
      else if (parcel.what === "bytes") this.#clientEvents.message(parcel.bytes);
      else this.#toClientEnd(parcel.code, parcel.reason);
    }
    return parcels.length;
  }

  /** Both directions, until nothing is under way. */
  flush(): number {
    let arrived = 0;
    for (let now = -1; now !== 0; arrived += now) now = this.flushToServer() + this.flushToClient();
    return arrived;
  }

  /** The connection is lost, and both ends learn of it. What was under way is lost too. */
  cut(): void {
    this.#toClient.length = 0;
    this.#toServer.length = 0;
    this.#toClientEnd(1006, "");
    this.#toServerEnd();
  }

  /** From now on whatever is sent is lost, and neither end learns of it. */
  swallow(): void {
    this.#swallowing = true;
    this.#toClient.length = 0;
    this.#toServer.length = 0;
  }

  #put(queue: Parcel[], parcel: Parcel): void {
    if (!this.#swallowing && this.#clientOpen && this.#serverOpen) queue.push(parcel);
  }

  #toClientEnd(code: number, reason: string): void {
    if (!this.#clientOpen) return;
    this.#clientOpen = false;
    if (!this.#serverOpen) this.#ended();
    this.#clientEvents.closed(code, reason);
  }

  #toServerEnd(): void {
    if (!this.#serverOpen) return;
    this.#serverOpen = false;
    if (!this.#clientOpen) this.#ended();
    this.#serverEvents?.gone();
  }
}
