/** The events of a socket. `closed` comes exactly once, as the last event, also if opening failed. */
export interface SocketEvents {
  opened(): void;
  /** One whole binary message. */
  message(bytes: Uint8Array): void;
  /** `code` is a WebSocket close code; 1006 if the connection was lost or never opened. */
  closed(code: number, reason: string): void;
}

/** A connection that moves whole binary messages, in order. */
export interface Socket {
  /** Only between `opened` and `closed`. */
  send(bytes: Uint8Array): void;
  /** Starts closing. Only `closed` is reported after this call. Safe to call twice. */
  close(code?: number, reason?: string): void;
}

/** Opens connections. It moves bytes and does not interpret them. */
export interface Transport {
  /**
   * @param url a `ws:` or `wss:` address
   * @param protocol the WebSocket subprotocol to offer
   */
  open(url: string, protocol: string, events: SocketEvents): Socket;
}
