import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypes } from "./zod-types.ts";

/** Where routes are put. Each says by zod schemas what it takes and answers: nothing else reaches or leaves it. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypes>;

/** Puts routes into an app. */
export type Routes = (app: App) => void;
