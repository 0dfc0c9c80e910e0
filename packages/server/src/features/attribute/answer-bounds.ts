import type { AttributeInit, AttributeWatchResultInit } from "@livename/wire/attribute";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../../kernel/refusal.ts";

/** Beyond so many bytes in one answer values are announced only (T3), and beyond so many nothing more is followed (T13). */
const VALUE_BYTES = 1_048_576;
const ANSWER_BYTES = 2_097_152;
/** What an announcement takes beside its name, at most. */
const ANNOUNCED_BYTES = 32;

/** Holds one answer so small that it fits into a message (F22), however much there is to be seen. */
export class AnswerBounds {
  #bytes = 0;

  /** @throws Refusal TOO_MANY when the answer has no room for another target. */
  check(): void {
    if (this.#bytes > ANSWER_BYTES)
      throw new Refusal(Code.TOO_MANY, "The answer has no room for more. Ask for this target in another command.");
  }

  take(result: AttributeWatchResultInit): AttributeWatchResultInit {
    return { ...result, attributes: (result.attributes ?? []).map((attribute) => this.#announce(attribute)) };
  }

  #announce(attribute: AttributeInit): AttributeInit {
    const { value, ...announced } = attribute;
    this.#bytes += ANNOUNCED_BYTES + (announced.name?.length ?? 0);
    if (!value) return announced;
    if (this.#bytes > VALUE_BYTES) return announced;
    this.#bytes += announced.size ?? 0;
    return attribute;
  }
}
