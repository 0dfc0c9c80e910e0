import type { RequestListener } from "node:http";
import fastify, { type FastifyServerOptions, LogController } from "fastify";
import type { Log } from "../process/log.ts";
import type { App, Routes } from "./app.ts";
import { BODY_BYTES, takeForms } from "./bodies.ts";
import { answerErrors, answerUnroutable } from "./errors.ts";
import { firstValues } from "./first-values.ts";
import { type GuardOptions, guard } from "./guard.ts";
import { otherMethods } from "./other-methods.ts";
import { HttpRefusal } from "./refusal.ts";
import { type ZodTypes, zodSerializer, zodValidator } from "./zod-types.ts";

export interface AppOptions extends GuardOptions {
  readonly routes: readonly Routes[];
  readonly log: Log;
}

export interface RunningApp {
  /** Answers the requests of any HTTP server. */
  readonly onRequest: RequestListener;
  close(): Promise<void>;
}

/** At least the largest path possible: the listener limits the headers to this size. */
const PARAM_CHARS = 16_384;

/**
 * Replaces fastify's default compilers, whose 5 MiB of code would be loaded but never used. The cast is needed because
 * fastify's types allow only the defaults.
 */
const COMPILERS = {
  buildValidator: () => zodValidator,
  buildSerializer: () => zodSerializer,
} as unknown as NonNullable<NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]>;

/** Creates the fastify app, which answers requests. Sockets, TLS and timeouts belong to the listener. */
export async function openApp({ routes, log, ...guardOptions }: AppOptions): Promise<RunningApp> {
  const app: App = fastify({
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    // Routes are added without plugins, so no plugin can time out.
    pluginTimeout: 0,
    routerOptions: { maxParamLength: PARAM_CHARS, querystringParser: firstValues },
    schemaController: { compilersFactory: COMPILERS },
    frameworkErrors: answerUnroutable(log),
  }).withTypeProvider<ZodTypes>();
  app.setErrorHandler(answerErrors(log));
  app.setNotFoundHandler(({ method }) => {
    if (!app.supportedMethods.includes(method)) throw new HttpRefusal(501, `This server does not know ${method}.`);
    throw new HttpRefusal(404, "There is nothing at this address.");
  });
  guard(app, guardOptions);
  takeForms(app);
  const refuseOthers = otherMethods(app);
  for (const put of routes) put(app);
  refuseOthers();
  await app.ready();
  return { onRequest: app.routing, close: () => app.close() };
}
