import { AttributeScope, type AttributeSetInit } from "@livename/wire/attribute";
import { attributeSet } from "@livename/wire/calls";
import type { Core } from "../core.ts";
import { randomKey } from "../key.ts";
import { writeSubject } from "../subject.ts";
import type { AttributeService } from "./types.ts";
import { writeValue } from "./value.ts";

const SCOPES = { session: AttributeScope.SESSION, person: AttributeScope.PERSON, place: AttributeScope.PLACE };

/** Sets attributes, and those of the session again when there may be a new one. */
export function createSetter({ channel, clock, toServerMs }: Core): { set: AttributeService["set"]; stop(): void } {
  const ofSession = new Map<string, { readonly attribute: AttributeSetInit; readonly until: Date | undefined }>();

  const stop = channel.follow(() => {
    const now = clock.now();
    for (const [name, { until }] of ofSession) if (until && until.getTime() <= now) ofSession.delete(name);
    // One command each: all together may be more than one frame takes.
    for (const { attribute } of ofSession.values()) {
      const request = { scope: AttributeScope.SESSION, attributes: [attribute] };
      channel.call(attributeSet, request, { scope: "connection" }).catch(() => {});
    }
  });

  return {
    async set(name, value, { scope = "session", place, readers = [], until } = {}) {
      const attribute: AttributeSetInit = {
        name,
        value: value === undefined ? undefined : writeValue(value),
        readers: readers.map(writeSubject),
        untilMs: toServerMs(until),
      };
      const before = ofSession.get(name);
      const entry = { attribute, until };
      if (scope === "session" && value !== undefined) ofSession.set(name, entry);
      else if (scope === "session") ofSession.delete(name);
      try {
        const request = { scope: SCOPES[scope], place, attributes: [attribute] };
        await channel.call(attributeSet, request, { key: randomKey() });
      } catch (error) {
        // What the server does not take is not said again.
        if (ofSession.get(name) === entry) {
          if (before) ofSession.set(name, before);
          else ofSession.delete(name);
        }
        throw error;
      }
    },
    stop,
  };
}
