import { z } from "zod";
import { assetHeaders, assetReplies } from "../asset/schema.ts";

export const photo = {
  summary: "A person's photo, at the signed address from a card",
  params: z.object({ "*": z.string().describe("The person's id.") }),
  querystring: z.object({ v: z.string().optional().describe("The photo's version.") }),
  headers: assetHeaders,
  response: assetReplies,
};
