import {
  type AttributeSet,
  AttributeType,
  type AttributeValue,
  type AttributeValueInit,
} from "@livename/wire/attribute";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../../kernel/refusal.ts";
import { problemOf as textProblemOf } from "../../text/text.ts";

const NAME = /^[a-z0-9._-]{1,64}$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const TIME = /^(?:0|[1-9]\d{0,15})$/;
const NUMBER_CHARS = 64;
/** Lists and objects inside each other. */
const JSON_DEPTH = 32;

/** A value as it is kept: text in UTF-8, or the bytes themselves. Never empty. */
export interface Value {
  readonly type: AttributeType;
  readonly bytes: Uint8Array;
}

/** @throws Refusal INVALID */
export function checkName(name: string): void {
  if (!NAME.test(name))
    throw new Refusal(Code.INVALID, "An attribute's name is 1 to 64 characters of a-z, 0-9, dot, dash and underscore.");
}

/** @throws Refusal TOO_LARGE or INVALID */
export function checkValue(name: string, { type, text, data }: AttributeValue, limitBytes: number): Value {
  const binary = type === AttributeType.BYTES;
  if (binary ? text !== "" : data.length > 0)
    throw new Refusal(Code.INVALID, `The value of ${name} stands in text, or in data when it is BYTES.`);
  const given = binary ? data : Buffer.from(text);
  if (given.length > limitBytes)
    throw new Refusal(Code.TOO_LARGE, `An attribute's value has at most ${limitBytes} bytes. Give an address of it.`);
  if (given.length === 0)
    throw new Refusal(Code.INVALID, `The value of ${name} is empty. Leave the value out to remove the attribute.`);
  const problem = problemOf(type, text);
  if (problem) throw new Refusal(Code.INVALID, `The value of ${name} ${problem}.`);
  // What is given is a view: kept, it would keep the whole message that it came in.
  return { type, bytes: new Uint8Array(given) };
}

function problemOf(type: AttributeType, text: string): string | undefined {
  switch (type) {
    case AttributeType.TEXT:
      return textProblemOf(text, "lines");
    case AttributeType.NUMBER:
      return text.length <= NUMBER_CHARS && NUMBER.test(text) && Number.isFinite(Number(text))
        ? undefined
        : "is no number as JSON writes it";
    case AttributeType.FLAG:
      return text === "true" || text === "false" ? undefined : "is neither true nor false";
    case AttributeType.TIME:
      return TIME.test(text) && Number(text) <= Number.MAX_SAFE_INTEGER ? undefined : "is no time in milliseconds";
    case AttributeType.JSON:
      return isJson(text) ? undefined : `is no JSON, or deeper than ${JSON_DEPTH}`;
    case AttributeType.BYTES:
      return undefined;
    default:
      return "has no type that SPEC names";
  }
}

/** The depth is counted before anything is made of the text, so that a reader that goes down by calls is safe too. */
function isJson(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "[" || char === "{") {
      if (++depth > JSON_DEPTH) return false;
    } else if (char === "]" || char === "}") depth--;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function toWire({ type, bytes }: Value): AttributeValueInit {
  return type === AttributeType.BYTES ? { type, data: bytes } : { type, text: Buffer.from(bytes).toString("utf8") };
}

/** @throws Refusal INVALID when a name is given twice. */
export function checkNames(sets: readonly Pick<AttributeSet, "name">[]): void {
  const names = new Set<string>();
  for (const { name } of sets) {
    checkName(name);
    if (names.has(name)) throw new Refusal(Code.INVALID, `The attribute ${name} is set twice in one command.`);
    names.add(name);
  }
}
