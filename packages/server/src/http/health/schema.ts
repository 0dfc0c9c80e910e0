import { z } from "zod";
import { refusals, written } from "../replies.ts";

export const health = {
  summary: "Whether the server accepts work",
  response: {
    200: z.object({ status: z.literal("ok") }),
    503: z.object({ status: z.literal("stopping") }),
    ...refusals,
  },
};

export const metrics = {
  summary: "Metrics in the Prometheus format",
  response: { 200: written("text/plain", "The metrics."), ...refusals },
};
