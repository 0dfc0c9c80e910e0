import type { Code } from "@livename/wire/frame";

/** A command refused for a reason that its sender can act on. Any other error is a fault of the server. */
export class Refusal extends Error {
  readonly code: Code;
  readonly retryAfterMs: number;

  /** `code`: a common one (`Code`), or one in the range of the feature's methods. */
  constructor(code: number, message: string, retryAfterMs = 0) {
    super(message);
    this.name = "Refusal";
    this.code = code as Code;
    this.retryAfterMs = retryAfterMs;
  }
}
