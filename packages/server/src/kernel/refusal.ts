import type { Code } from "@livename/wire/frame";

/** A command refused for a reason that its sender can act on. Anything else thrown is a fault of ours. */
export class Refusal extends Error {
  readonly code: Code;
  readonly retryAfterMs: number;

  constructor(code: Code, message: string, retryAfterMs = 0) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
