import { z } from "zod";

/** Schema of a text reply that is not JSON. */
export function written(type: string, description: string) {
  return { description, content: { [type]: { schema: z.string() } } };
}

/** Schema of a reply of bytes with any content type. */
export function bytes(description: string) {
  return { description, content: { "*/*": { schema: z.custom<Buffer>(Buffer.isBuffer) } } };
}

/** Schema of a reply without a body. */
export const nothing = z.undefined();

/** Schemas of the refusals that every route can give (W11). */
export const refusals = {
  "4xx": written("text/plain", "What is wrong with the request, and what to do."),
  "5xx": written("text/plain", "The server failed or is too busy. Its log says why."),
};
