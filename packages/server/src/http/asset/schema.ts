import { z } from "zod";
import { bytes, nothing, refusals } from "../replies.ts";

/** What a browser says of the copy it has, and of what it can unpack. */
export const assetHeaders = z.object({
  "if-none-match": z.string().default(""),
  "accept-encoding": z.string().default(""),
});

export const assetReplies = {
  200: bytes("The file, compressed where the browser takes that."),
  304: nothing.describe("The browser's copy is still right."),
  ...refusals,
};
