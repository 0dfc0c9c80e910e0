import { AttributeScope, type AttributeSetInit, type AttributeSetRequestInit } from "@livename/wire/attribute";
import { attributeSet } from "@livename/wire/calls";
import type { FeatureContext } from "../feature.ts";
import { randomKey } from "../key.ts";
import { writeSubject } from "../subject.ts";
import type { AttributeService } from "./types.ts";
import { writeValue } from "./value.ts";

const SCOPES = { session: AttributeScope.SESSION, person: AttributeScope.PERSON, place: AttributeScope.PLACE };

/** What the session holds, of its person and in places. */
interface Held {
  readonly request: AttributeSetRequestInit;
  readonly untilMs: number;
  /** The server's time as the end was made by it; absent without an end. */
  readonly timeMs: (() => number) | undefined;
}

/** Sets attributes, and those that end with the session again when there may be a new one. */
export function createSetter({ channel, stamp, toServerMs }: FeatureContext): {
  set: AttributeService["set"];
  stop(): void;
} {
  const held = new Map<string, Held>();

  const sayAgain = (): void => {
    for (const [key, { request, untilMs, timeMs }] of held) {
      if (timeMs && untilMs <= timeMs()) held.delete(key);
      // One command each: all together may be more than one frame takes.
      else channel.call(attributeSet, request, { lifetime: "connection", timeMs }).catch((error) => forget(key, error));
    }
  };
  const forget = (key: string, { code }: { code: string }): void => {
    // The place was left.
    if (code === "forbidden") held.delete(key);
  };
  // Places are entered in the same flight, and what is set in them comes after.
  const stop = channel.onConnect(() => queueMicrotask(sayAgain));

  return {
    async set(name, value, { scope = "session", place, readers = [], until } = {}) {
      const untilMs = toServerMs(until);
      const timeMs = until && stamp();
      const attribute: AttributeSetInit = {
        name,
        value: value === undefined ? undefined : writeValue(value),
        readers: readers.map(writeSubject),
        untilMs,
      };
      const request = { scope: SCOPES[scope], place, attributes: [attribute] };
      const key = `${name} ${place ?? ""}`;
      const before = held.get(key);
      const entry = { request, untilMs, timeMs };
      if (scope !== "person" && value !== undefined) held.set(key, entry);
      else if (scope !== "person") held.delete(key);
      try {
        await channel.call(attributeSet, request, { key: randomKey(), timeMs });
      } catch (error) {
        // What the server does not take is not said again.
        if (held.get(key) === entry) {
          if (before) held.set(key, before);
          else held.delete(key);
        }
        throw error;
      }
    },
    stop,
  };
}
