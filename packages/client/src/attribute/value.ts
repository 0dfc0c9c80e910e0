import { AttributeType, type AttributeValueInit, type AttributeValue as WireValue } from "@livename/wire/attribute";
import { Refused } from "../errors.ts";
import type { AttributeValue } from "./types.ts";

/**
 * Reads a value. A value that cannot be read gives undefined, because another application can have written anything. A
 * time belongs to the application and is not corrected for the server's clock.
 */
export function readValue({ type, text, data }: WireValue): AttributeValue | undefined {
  switch (type) {
    case AttributeType.TEXT:
      return text;
    case AttributeType.NUMBER: {
      const number = Number(text);
      return text.trim() === "" || Number.isNaN(number) ? undefined : number;
    }
    case AttributeType.FLAG:
      return text === "true";
    case AttributeType.TIME:
      return text.trim() === "" || Number.isNaN(Number(text)) ? undefined : new Date(Number(text));
    case AttributeType.BYTES:
      return data;
    default:
      try {
        return JSON.parse(text) as AttributeValue;
      } catch {
        return undefined;
      }
  }
}

/** @throws Refused `"invalid"` for a value that JSON cannot represent */
export function writeValue(value: AttributeValue): AttributeValueInit {
  switch (typeof value) {
    case "string":
      return { type: AttributeType.TEXT, text: value };
    case "boolean":
      return { type: AttributeType.FLAG, text: String(value) };
    case "number":
      if (Number.isFinite(value)) return { type: AttributeType.NUMBER, text: JSON.stringify(value) };
      throw invalid();
    default: {
      if (value instanceof Uint8Array) return { type: AttributeType.BYTES, data: value };
      if (value instanceof Date) {
        if (Number.isNaN(value.getTime())) throw invalid();
        return { type: AttributeType.TIME, text: String(value.getTime()) };
      }
      const text: string | undefined = JSON.stringify(value);
      if (text === undefined) throw invalid();
      return { type: AttributeType.JSON, text };
    }
  }
}

function invalid(): Refused {
  return new Refused("invalid", "An attribute holds text, a finite number, a flag, a valid date, bytes or plain JSON.");
}
