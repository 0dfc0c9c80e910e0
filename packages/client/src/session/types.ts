export type DeviceKind = "desktop" | "mobile" | "bot";

/** The signed-in person. */
export interface Self {
  readonly id: string;
  readonly address: string;
  readonly name: string;
}

/** What the server said in its reply to hello. */
export interface ServerInfo {
  readonly version: string;
  /** The features that client and server both have, such as `"presence"`, `"place"`, `"conversation"`. */
  readonly features: readonly string[];
  readonly limits: ServerLimits;
  /** Server's clock minus this computer's, in milliseconds. */
  readonly clockOffsetMs: number;
}

/** The bounds of the server. Text is counted in UTF-16 code units. */
export interface ServerLimits {
  readonly textChars: number;
  readonly statusChars: number;
  /** People that one session watches at a time. */
  readonly watches: number;
  readonly places: number;
  /** Entries of one contact list. */
  readonly contacts: number;
  /** People and groups in all lists of the privacy settings together, in one list of exceptions, or of readers. */
  readonly subjects: number;
  /** Alert rules of one person. */
  readonly alerts: number;
  /** Bytes of one attribute's value. */
  readonly attributeBytes: number;
}
