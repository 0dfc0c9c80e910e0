import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypes } from "./zod-types.ts";

/** The fastify app that routes are added to. Each route has zod schemas; fields that they do not name are dropped in both directions. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypes>;

/** Adds routes to an app. */
export type Routes = (app: App) => void;
