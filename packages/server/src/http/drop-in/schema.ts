import { z } from "zod";
import { assetHeaders, assetReplies } from "../asset/schema.ts";

export const loader = {
  summary: "The script that a page names",
  headers: assetHeaders,
  response: assetReplies,
};

export const module = {
  summary: "A browser module of a build",
  params: z.object({ build: z.string(), file: z.string() }),
  headers: assetHeaders,
  response: assetReplies,
};
