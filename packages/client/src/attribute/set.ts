import { AttributeScope, type AttributeSetInit, type AttributeSetRequestInit } from "@livename/wire/attribute";
import { attributeSet } from "@livename/wire/calls";
import type { FeatureContext } from "../feature.ts";
import { randomKey } from "../key.ts";
import { writeSubject } from "../subject.ts";
import type { AttributeService } from "./types.ts";
import { writeValue } from "./value.ts";

const SCOPES = { session: AttributeScope.SESSION, person: AttributeScope.PERSON, place: AttributeScope.PLACE };

/** An attribute that the session holds, for its person or in a place. */
interface Held {
  readonly request: AttributeSetRequestInit;
  readonly untilMs: number;
  /** The clock of the server's time with which `untilMs` was computed; absent without an end. */
  readonly timeMs: (() => number) | undefined;
}

/** Sets attributes. On each connection it sets those that end with the session again, as the session may be new. */
export function createSetter({ channel, stamp, toServerMs }: FeatureContext): {
  set: AttributeService["set"];
  stop(): void;
} {
  const held = new Map<string, Held>();

  const sayAgain = (): void => {
    for (const [key, { request, untilMs, timeMs }] of held) {
      if (timeMs && untilMs <= timeMs()) held.delete(key);
      // One command each, because all together may not fit into one frame.
      else channel.call(attributeSet, request, { lifetime: "connection", timeMs }).catch((error) => forget(key, error));
    }
  };
  const forget = (key: string, { code }: { code: string }): void => {
    // The client has left the place.
    if (code === "forbidden") held.delete(key);
  };
  // A microtask later, because the places must be entered first, in the same message.
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
        // A refused attribute is not set again on the next connection.
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
