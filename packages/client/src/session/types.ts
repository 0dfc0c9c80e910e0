export type DeviceKind = "desktop" | "mobile" | "bot";

/** Who is signed in. */
export interface Self {
  readonly id: string;
  readonly address: string;
  readonly name: string;
}

/** What the server told when it greeted the client. */
export interface ServerInfo {
  readonly version: string;
  /** Those that client and server both speak, such as `"presence"`, `"place"`, `"conversation"`. */
  readonly features: readonly string[];
  readonly limits: ServerLimits;
  /** Server's clock minus this computer's, in milliseconds. */
  readonly clockOffsetMs: number;
}

/** What the server takes. Text is counted in UTF-16 code units. */
export interface ServerLimits {
  readonly textChars: number;
  readonly statusChars: number;
  /** People watched at a time. */
  readonly watches: number;
  readonly places: number;
  /** Entries of one's contact list. */
  readonly contacts: number;
  /** People and groups in one list: of privacy, of exceptions, of readers. */
  readonly subjects: number;
  /** Rules of alerts. */
  readonly alerts: number;
  /** Bytes of one attribute's value. */
  readonly attributeBytes: number;
}
