import { z } from "zod";

/** A reply that is no JSON: sent as it is. */
export function written(type: string, description: string) {
  return { description, content: { [type]: { schema: z.string() } } };
}

/** A reply of bytes, of whatever type its file has. */
export function bytes(description: string) {
  return { description, content: { "*/*": { schema: z.custom<Buffer>(Buffer.isBuffer) } } };
}

/** A reply without a body. */
export const nothing = z.undefined();

/** How each route may refuse; W11. */
export const refusals = {
  "4xx": written("text/plain", "What is wrong with the request, and what to do."),
  "5xx": written("text/plain", "That the server failed, or is too busy; its log says why."),
};
