/** What a transport tells its user. `closed` comes once, last, and also when the opening failed. */
export interface SocketEvents {
  opened(): void;
  /** One whole binary message. */
  message(bytes: Uint8Array): void;
  /** A WebSocket close code; 1006 when the connection was lost or never made. */
  closed(code: number, reason: string): void;
}

/** A connection that moves whole binary messages, in order. */
export interface Socket {
  /** Only between `opened` and `closed`. */
  send(bytes: Uint8Array): void;
  /** Begins to close; nothing is reported after it but `closed`. Safe to call twice. */
  close(code?: number, reason?: string): void;
}

/** Makes connections. Moves bytes and knows no messages. */
export interface Transport {
  /**
   * @param url a `ws:` or `wss:` address.
   * @param protocol the WebSocket subprotocol to ask for.
   */
  open(url: string, protocol: string, events: SocketEvents): Socket;
}
