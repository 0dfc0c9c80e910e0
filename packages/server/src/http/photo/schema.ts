import { z } from "zod";
import { assetHeaders, assetReplies } from "../asset/schema.ts";

export const photo = {
  summary: "A person's photo, by the address that a card gave",
  params: z.object({ "*": z.string().describe("The person's id.") }),
  querystring: z.object({ v: z.string().optional().describe("The photo's version.") }),
  headers: assetHeaders,
  response: assetReplies,
};
