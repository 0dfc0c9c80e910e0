import { checkPayload, decode, encode } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import type { Handler } from "@livename/wire/handlers";
import type { CommandContext, Route, Session } from "./feature.ts";
import { Refusal } from "./refusal.ts";

/** A typed route: decodes the request, encodes the reply. */
export function route<Request, Reply>(
  handler: Handler<Request, Reply>,
  handle: (session: Session, request: Request, context: CommandContext) => Reply | Promise<Reply>,
): Route {
  return {
    method: handler.method,
    handle(session, payload, context) {
      const fault = checkPayload(payload, handler.shape);
      if (fault) throw new Refusal(fault.code, fault.message);
      let request: Request;
      try {
        request = decode(handler.read, payload);
      } catch {
        throw new Refusal(Code.MALFORMED, "The payload is not a message of this method. Encode it as SPEC describes.");
      }
      const reply = handle(session, request, context);
      // No promise where there is none to wait for: most commands are answered from memory.
      return reply instanceof Promise
        ? reply.then((value) => encode(handler.write, value))
        : encode(handler.write, reply);
    },
  };
}
