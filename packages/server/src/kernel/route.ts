import { encode } from "@livename/wire";
import type { Handler } from "@livename/wire/handlers";
import type { Cost } from "./cost.ts";
import type { CommandContext, Route, Session } from "./feature.ts";
import { InParts } from "./in-parts.ts";
import { checkRequest, type OwnMethod, readRequest } from "./method.ts";
import { slices } from "./slices.ts";

/** What a feature does for one command. What it throws, if no Refusal, is a fault of the server's. */
export type Handle<Request, Answer> = (
  session: Session,
  request: Request,
  context: CommandContext,
) => Answer | Promise<Answer>;

/** What a method of the protocol may be answered with. */
export type Answer<Reply> = Reply | InParts<Reply>;

/** A route that is handed what the request says, and whose reply is written as the method's. */
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
      // No promise where there is none to wait for: most commands are answered from memory.
      return reply instanceof Promise ? reply.then((answer) => encoded(session, answer)) : encoded(session, reply);
    },
  };
}

/** A route that reads the request from its bytes, which have been checked against its shape, and makes those of the reply. */
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
