/** The bounds that a server gives in HelloReply. SPEC F13 says what each one counts. */
export interface WireLimits {
  /** Bytes of one WebSocket message from a client. */
  readonly frameBytes: number;
  /** People in one presenceWatch, presenceUnwatch or directoryGet. */
  readonly watchBatch: number;
  /** People that one session watches at a time. */
  readonly watches: number;
  /** UTF-16 code units of one conversation entry. */
  readonly textChars: number;
  /** UTF-16 code units of a status message. */
  readonly statusChars: number;
  /** Entries of one page of history. */
  readonly historyPage: number;
  /** Places that one session is in at a time. */
  readonly places: number;
  /** How often the server pings, in milliseconds. */
  readonly pingMs: number;
  /** How long the server waits for the pong, in milliseconds. */
  readonly pongMs: number;
  /** Entries of one contact list. */
  readonly contacts: number;
  /** People and groups in all lists of one person's privacy settings together, in one list of exceptions or readers. */
  readonly subjects: number;
  /** Alert rules of one person. */
  readonly alerts: number;
  /** Bytes of one attribute's value. */
  readonly attributeBytes: number;
}

export const DEFAULT_LIMITS: WireLimits = {
  frameBytes: 65_536,
  watchBatch: 1_000,
  watches: 5_000,
  textChars: 8_000,
  statusChars: 200,
  historyPage: 100,
  places: 20,
  pingMs: 25_000,
  pongMs: 8_000,
  contacts: 5_000,
  subjects: 1_000,
  alerts: 200,
  attributeBytes: 16_384,
};

/** The bounds that `checkFrame` applies to a frame. */
export interface FrameBounds {
  readonly frameBytes: number;
  readonly commands: number;
  readonly payloadBytes: number;
  readonly keyBytes: number;
  /** Fields of all commands and top-level fields of all payloads together, unknown fields included. */
  readonly fields: number;
}

export const DEFAULT_FRAME_BOUNDS: FrameBounds = {
  frameBytes: DEFAULT_LIMITS.frameBytes,
  commands: 256,
  payloadBytes: DEFAULT_LIMITS.frameBytes,
  keyBytes: 64,
  fields: 8_192,
};

/** The bounds that `checkPayload` applies to a payload. */
export interface PayloadBounds {
  /** Fields at all levels together and elements of packed lists, unknown fields included. */
  readonly fields: number;
  /** Levels of nested messages. */
  readonly depth: number;
}

export const DEFAULT_PAYLOAD_BOUNDS: PayloadBounds = { fields: 4_096, depth: 8 };
