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
  /** Answers requests, whichever server they came to. */
  readonly onRequest: RequestListener;
  close(): Promise<void>;
}

/** No address is longer: the listener bounds the headers. */
const PARAM_CHARS = 16_384;

/** In place of those that fastify would load, 5 MiB that nothing here uses; it has types for those alone. */
const COMPILERS = {
  buildValidator: () => zodValidator,
  buildSerializer: () => zodSerializer,
} as unknown as NonNullable<NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]>;

/** Sockets, TLS and how long anybody may take are the listener's; here a request is answered. */
export async function openApp({ routes, log, ...guardOptions }: AppOptions): Promise<RunningApp> {
  const app: App = fastify({
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    // Routes are put in without plugins: nothing waits for another.
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
