import { checkPayload, decode, encode } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import type { Handler } from "@livename/wire/handlers";
import type { CommandContext, Route, Session } from "./feature.ts";
import { InParts } from "./in-parts.ts";
import { Refusal } from "./refusal.ts";
import { slices } from "./slices.ts";

/** What a route may answer with. */
type Answer<Reply> = Reply | InParts<Reply>;

/** A typed route: decodes the request, encodes the reply. */
export function route<Request, Reply>(
  handler: Handler<Request, Reply>,
  handle: (session: Session, request: Request, context: CommandContext) => Answer<Reply> | Promise<Answer<Reply>>,
): Route {
  const encoded = (session: Session, answer: Answer<Reply>): Uint8Array | Promise<Uint8Array> =>
    answer instanceof InParts
      ? slices.long(session.person, answer.encoding(handler.write))
      : encode(handler.write, answer);
  return {
    method: handler.method,
    handle(session, payload, context) {
      check(handler, payload);
      let request: Request;
      try {
        request = decode(handler.read, payload);
      } catch {
        throw new Refusal(Code.MALFORMED, "The payload is not a message of this method. Encode it as SPEC describes.");
      }
      const reply = handle(session, request, context);
      // No promise where there is none to wait for: most commands are answered from memory.
      return reply instanceof Promise ? reply.then((answer) => encoded(session, answer)) : encoded(session, reply);
    },
  };
}

/** A route that reads the request from its bytes, which have been checked against its shape, and makes those of the reply. */
export function bytesRoute<Request, Reply>(
  handler: Handler<Request, Reply>,
  handle: (session: Session, payload: Uint8Array) => Uint8Array,
): Route {
  return {
    method: handler.method,
    handle(session, payload) {
      check(handler, payload);
      return handle(session, payload);
    },
  };
}

function check<Request, Reply>(handler: Handler<Request, Reply>, payload: Uint8Array): void {
  const fault = checkPayload(payload, handler.shape);
  if (fault) throw new Refusal(fault.code, fault.message);
}
