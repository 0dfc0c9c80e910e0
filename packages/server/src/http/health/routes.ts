import type { Routes } from "../app.ts";
import { health } from "./schema.ts";

/** GET /healthz (W10). */
export function healthRoutes(stopping: () => boolean): Routes {
  return (app) => {
    app.get("/healthz", { schema: health }, (_request, reply) => {
      if (stopping()) reply.code(503).send({ status: "stopping" });
      else reply.code(200).send({ status: "ok" });
    });
  };
}
