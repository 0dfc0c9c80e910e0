// What the edge needs of a transport, and what a transport calls. A WebSocket is one (websocket.ts); tests plug in
// others, such as a pair in memory.

/** One end of a connection, towards the client. Moves bytes and knows no messages. */
export interface Socket {
  /** One WebSocket frame or several, header included, as `frameOf` in framing.ts makes them. Never copied or changed. */
  send(frame: Buffer): void;
  /** Says why and closes once what was sent has gone out. */
  close(code: number, reason: string): void;
  /** Closes without a word; nothing more is sent. */
  terminate(): void;
  /** Hears no more than what has come already until it is said to go on. Absent where nobody floods. */
  rest?(resting: boolean): void;
  /** Bytes given to `send` that the kernel has not taken yet. */
  readonly bufferedBytes: number;
  /**
   * Of these, bytes that the kernel was given and has no room for. When the number changes, the other end has read:
   * nothing more is given to the kernel before it has taken these.
   */
  readonly blockedBytes: number;
  /** Bytes ever received, keep-alive answers included: if it stands still, the other end may be dead. */
  readonly receivedBytes: number;
}

/** What a transport tells the edge about one connection. */
export interface SocketEvents {
  /** One binary message. */
  received(bytes: Uint8Array): void;
  /** So many bytes have come of a message that is not whole yet; few count as none. Told when it changes. */
  half?(bytes: number): void;
  /** A ping or a pong came. Returns whether to answer a ping. */
  signed(): boolean;
  /** A text message, or another breach of what a transport can see. */
  violated(sentence: string): void;
  /** The connection is gone. Called once, whoever closed it; nothing follows. */
  gone(): void;
}

/** Where a connection comes from. */
export interface Origin {
  /** The client's address, as the nearest trusted proxy saw it. */
  readonly ip: string;
  /** The remote end is this machine, no proxy is trusted, and Host and Origin are loopback names. */
  readonly loopback: boolean;
}
