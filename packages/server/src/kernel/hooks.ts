import type { Hook, Session } from "./feature.ts";
import { type Method, readReply, readRequest, writeRequest } from "./method.ts";

/** A command as hooks see it. */
export interface HookedCommand<Request> {
  /** Of whoever sends it. */
  readonly session: Session;
  readonly request: Request;
  /** The client-made key of the mutation; empty when none was sent. */
  readonly key: string;
}

/**
 * Looks at a command before its feature does. Throws a Refusal to refuse it, with the code and the sentence that the
 * sender is told; returns another request to put it in the place of the one that was sent; returns nothing to let it
 * pass. Anything else that it throws is told as a fault of the server. While it waits, later commands of this session to
 * methods with hooks wait too.
 *
 * A command that its client sends again with the same key passes here again: a change must come out the same.
 */
export type BeforeHook<Request, RequestInit> = (
  command: HookedCommand<Request>,
  // biome-ignore lint/suspicious/noConfusingVoidType: most hooks return nothing at all
) => RequestInit | void | Promise<RequestInit | void>;

/**
 * Sees a command that was answered, as the feature was given it, and its reply. It runs behind the answer: nobody waits
 * for it, and what it throws is only logged.
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
