// Options written as text, by the environment and by flags.
import { OPTIONS, type Option } from "@livename/server/internal";
import { type Config, isObject } from "./config-file.ts";

/** Those that can be written as text. */
export const WRITTEN_OPTIONS: readonly Option[] = OPTIONS.filter(({ kind }) => kind !== "code");

/** What is wrong with a value; the value itself is not repeated. */
export class ValueError extends Error {}

/** The value that a text stands for. @throws ValueError: "must be …" */
export function optionValue({ kind }: Option, text: string): unknown {
  switch (kind) {
    case "number":
      if (!/^\d+$/.test(text)) throw new ValueError("must be a whole number.");
      return Number(text);
    case "switch":
      if (text !== "true" && text !== "false") throw new ValueError("must be true or false.");
      return text === "true";
    case "list":
    case "paths":
      return text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== "");
    case "json":
      try {
        return JSON.parse(text);
      } catch {
        throw new ValueError("must be JSON.");
      }
    default:
      return text;
  }
}

/** The configuration with one option set. */
export function withOption(config: Config, { name }: Option, value: unknown): Config {
  return put(config, name.split("."), value);
}

function put(target: object, [name = "", ...rest]: string[], value: unknown): Config {
  if (rest.length === 0) return { ...target, [name]: value };
  const inner = (target as Record<string, unknown>)[name];
  return { ...target, [name]: put(isObject(inner) ? inner : {}, rest, value) };
}
