import { z } from "zod";
import { assetHeaders, assetReplies } from "../asset/schema.ts";
import { nothing, refusals, written } from "../replies.ts";

export const page = {
  summary: "A page of the configured folder",
  params: z.object({ "*": z.string().describe("The path below the folder.") }),
  headers: assetHeaders,
  response: { ...assetReplies, 301: nothing.describe("The address of a folder ends with a slash.") },
};

export const startPage = {
  summary: "What this server is",
  response: { 200: written("text/html", "A page."), ...refusals },
};

export const startStyle = {
  summary: "The style of the start page",
  response: { 200: written("text/css", "A style sheet."), ...refusals },
};
