import { z } from "zod";
import { bytes, nothing, refusals } from "../replies.ts";

/** Request headers about the browser's cached copy and its supported encodings. */
export const assetHeaders = z.object({
  "if-none-match": z.string().default(""),
  "accept-encoding": z.string().default(""),
});

export const assetReplies = {
  200: bytes("The file, compressed if the browser supports it."),
  304: nothing.describe("The browser's copy is current."),
  ...refusals,
};
