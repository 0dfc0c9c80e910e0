import { CloseCode } from "@livename/wire";
import { Code, Method } from "@livename/wire/frame";
import { Context } from "../edge/context.ts";
import type { Counts } from "../edge/counts.ts";
import { noRoute } from "../edge/refusals.ts";
import type { Dispatcher } from "../kernel/dispatcher.ts";
import type { InsideOptions, InsideSession } from "../kernel/inside.ts";
import { keyProblem } from "../kernel/keys.ts";
import { readPush, readReply, writeRequest } from "../kernel/method.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Log } from "../process/log.ts";
import { InsideLink } from "./inside-link.ts";
import type { Sessions } from "./sessions.ts";

export interface InsideParts {
  readonly sessions: Pick<Sessions, "enterInside" | "leaveInside">;
  readonly dispatcher: Dispatcher;
  /** Commands count like those from outside. */
  readonly counts: Pick<Counts, "answered" | "refused">;
  readonly community: string;
  readonly log: Pick<Log, "error">;
}

/** Opens a session inside the server. @throws Refusal NO_SUCH_PERSON */
export function openInside(parts: InsideParts, person: string, options: InsideOptions = {}): InsideSession {
  const { sessions, dispatcher, counts, log } = parts;
  const listeners = new Map<number, Set<(payload: Uint8Array) => void>>();
  let end: (reason: string) => void;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const link = new InsideLink({
    pushed(method, payload) {
      for (const listener of [...(listeners.get(method) ?? [])]) {
        try {
          listener(payload);
        } catch (err) {
          log.error({ err, method }, "a listener of a session inside the server failed");
        }
      }
    },
    closed(reason) {
      sessions.leaveInside(session);
      end(reason);
    },
  });
  const session = sessions.enterInside(parts.community, person, options, link);
  link.session = session;
  let commands = 0;

  return {
    person: session.person,
    ended,
    async call(method, request, { key = "" } = {}) {
      if (link.ended) throw new Refusal(Code.UNAVAILABLE, "This session has ended. Open another one.");
      const id = ++commands;
      const route = dispatcher.find(method.method);
      let reply: Uint8Array;
      try {
        if (!route) throw noRoute(method.method);
        const problem = keyProblem(key);
        if (problem) throw problem;
        const payload = writeRequest(method, request);
        reply = await dispatcher.run(route, session, payload, new Context(link, { id, payload, key, timeMs: 0 }));
      } catch (error) {
        counts.refused(route?.method ?? Method.UNSPECIFIED, error instanceof Refusal ? error.code : Code.INTERNAL);
        throw error;
      } finally {
        link.answered(id);
      }
      counts.answered(route.method);
      return readReply(method, reply);
    },
    on(push, listener) {
      const hear = (payload: Uint8Array): void => listener(readPush(push, payload));
      const heard = listeners.get(push.method) ?? new Set();
      listeners.set(push.method, heard.add(hear));
      return () => void heard.delete(hear);
    },
    close: () => link.close(CloseCode.SIGNED_OUT, "closed"),
  };
}
