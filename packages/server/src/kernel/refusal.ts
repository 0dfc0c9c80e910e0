import type { Code } from "@livename/wire/frame";

/** A command refused for a reason that its sender can act on. Anything else thrown is a fault of ours. */
export class Refusal extends Error {
  readonly code: Code;
  readonly retryAfterMs: number;

  /** `code`: one of all features' (`Code`), or one in the range of the feature's methods. */
  constructor(code: number, message: string, retryAfterMs = 0) {
    super(message);
    this.name = "Refusal";
    this.code = code as Code;
    this.retryAfterMs = retryAfterMs;
  }
}
