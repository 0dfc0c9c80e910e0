import type { Hook, Session } from "./feature.ts";
import { type Method, readReply, readRequest, writeRequest } from "./method.ts";

/** A command as hooks see it. */
export interface HookedCommand<Request> {
  /** The session of the sender. */
  readonly session: Session;
  readonly request: Request;
  /** The idempotency key that the client gave the mutation; empty when none was sent. */
  readonly key: string;
}

/**
 * Sees a command before its feature does. Return nothing to let it pass, or a request to replace the one that was sent.
 * Throw a Refusal to refuse the command: the sender gets its code and message. Any other error is reported to the sender
 * as a fault of the server. While the hook waits, later commands of the session to methods with hooks wait too.
 *
 * A command that its client repeats with the same key passes here again. The hook must change it in the same way.
 */
export type BeforeHook<Request, RequestInit> = (
  command: HookedCommand<Request>,
  // biome-ignore lint/suspicious/noConfusingVoidType: most hooks return nothing at all
) => RequestInit | void | Promise<RequestInit | void>;

/**
 * Sees an answered command, with the request that the feature got, and the reply. It runs after the reply was sent:
 * nobody waits for it, and its errors are only logged.
 */
export type AfterHook<Request, Reply> = (command: HookedCommand<Request>, reply: Reply) => void | Promise<void>;

export function before<Request, RequestInit>(
  method: Method<Request, RequestInit, unknown, never>,
  hook: BeforeHook<Request, RequestInit>,
): Hook {
  return {
    method: method.method,
    name: method.name,
    async before(session, payload, key) {
      const changed = await hook({ session, request: readRequest(method, payload), key });
      return changed === undefined ? undefined : writeRequest(method, changed as RequestInit);
    },
  };
}

export function after<Request, Reply>(
  method: Method<Request, never, Reply, never>,
  hook: AfterHook<Request, Reply>,
): Hook {
  return {
    method: method.method,
    name: method.name,
    after: (session, payload, key, reply) =>
      hook({ session, request: readRequest(method, payload), key }, readReply(method, reply)),
  };
}
