/** Why the server could not start. */
export type StartErrorCode =
  | "old-node"
  | "bad-config"
  | "bad-tls"
  | "port-in-use"
  | "port-forbidden"
  | "cannot-listen"
  | "bad-folder"
  | "bad-feature";

/** The server could not start. The message says what to do. */
export class StartError extends Error {
  readonly code: StartErrorCode;

  constructor(code: StartErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "StartError";
    this.code = code;
  }
}
