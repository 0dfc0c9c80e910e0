import { encode } from "@livename/wire";
import type { Handler } from "@livename/wire/handlers";
import type { Cost } from "./cost.ts";
import type { CommandContext, Route, Session } from "./feature.ts";
import { InParts } from "./in-parts.ts";
import { checkRequest, type OwnMethod, readRequest } from "./method.ts";
import { slices } from "./slices.ts";

/** Answers one command. Anything that it throws, other than a Refusal, is a fault of the server. */
export type Handle<Request, Answer> = (
  session: Session,
  request: Request,
  context: CommandContext,
) => Answer | Promise<Answer>;

/** The reply to a method of the protocol, whole or in parts. */
export type Answer<Reply> = Reply | InParts<Reply>;

/** A route whose handler gets the decoded request and returns the reply, which is then encoded. */
export function route<Request, Reply>(
  method: Handler<Request, Reply>,
  cost: Cost,
  handle: Handle<Request, Answer<Reply>>,
): Route;
/** The same for a method of an application, with codecs of its own. */
export function route<Request, Reply>(
  method: OwnMethod<Request, unknown, never, Reply>,
  cost: Cost,
  handle: Handle<Request, Reply>,
): Route;
export function route<Request, Reply>(
  method: Handler<Request, Reply> | OwnMethod<Request, unknown, never, Reply>,
  cost: Cost,
  handle: Handle<Request, Answer<Reply>>,
): Route {
  const encoded = (session: Session, answer: Answer<Reply>): Uint8Array | Promise<Uint8Array> => {
    if ("reply" in method) return method.reply.encode(answer as Reply);
    return answer instanceof InParts
      ? slices.long(session.person, answer.encoding(method.write))
      : encode(method.write, answer);
  };
  return {
    method: method.method,
    name: method.name,
    cost,
    handle(session, payload, context) {
      const reply = handle(session, readRequest(method, payload), context);
      // Stay synchronous if the handler is: most commands are answered from memory.
      return reply instanceof Promise ? reply.then((answer) => encoded(session, answer)) : encoded(session, reply);
    },
  };
}

/** A route whose handler decodes the request and encodes the reply itself. The request's shape is checked before. */
export function bytesRoute<Request, Reply>(
  method: Handler<Request, Reply>,
  cost: Cost,
  handle: (session: Session, payload: Uint8Array) => Uint8Array,
): Route {
  return {
    method: method.method,
    name: method.name,
    cost,
    handle(session, payload) {
      checkRequest(method, payload);
      return handle(session, payload);
    },
  };
}
