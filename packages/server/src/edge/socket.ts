// The interface between the edge and a transport. WebSockets are one (websocket.ts); tests use others, such as a pair in
// memory.

/** The server's end of a connection. Moves bytes and knows no messages. */
export interface Socket {
  /** Sends one or several WebSocket frames with their headers, as `frameOf` in framing.ts makes them. Never copies or changes them. */
  send(frame: Buffer): void;
  /** Sends a close frame behind all sent bytes, then closes. */
  close(code: number, reason: string): void;
  /** Closes at once, without a close frame; unsent bytes are lost. */
  terminate(): void;
  /** Stops reading, apart from bytes that have arrived already, or resumes. Absent in transports that cannot be flooded. */
  pauseReading?(paused: boolean): void;
  /** Bytes given to `send` that the operating system has not accepted yet. */
  readonly bufferedBytes: number;
  /**
   * The part of `bufferedBytes` that was offered to the operating system and did not fit. If the number changes, the
   * client has read: nothing more is offered before these bytes are accepted.
   */
  readonly blockedBytes: number;
  /** Bytes received so far, including answers to pings. If it does not change, the client may be gone. */
  readonly receivedBytes: number;
}

/** What a transport tells the edge about one connection. */
export interface SocketEvents {
  /** One binary message. */
  received(bytes: Uint8Array): void;
  /** The size of an incomplete message has changed; a small one counts as 0. */
  partial?(bytes: number): void;
  /** A ping or a pong came. Returns whether to answer a ping. */
  heartbeat(): boolean;
  /** The client broke a rule that the transport checks, such as by a text message. */
  violated(sentence: string): void;
  /** The connection is gone. Called once, whoever closed it; nothing follows. */
  gone(): void;
}

/** Where a connection comes from. */
export interface Origin {
  /** The client's address, as the nearest trusted proxy saw it. */
  readonly ip: string;
  /** The client is on this machine: its address, Host and Origin are loopback, and no proxy is trusted. */
  readonly loopback: boolean;
}
