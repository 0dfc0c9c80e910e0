import type { HTTPMethods } from "fastify";
import type { App } from "./app.ts";
import { HttpRefusal } from "./refusal.ts";

/**
 * Makes every address refuse unsupported methods with 405 and name the supported ones. Call this before adding routes.
 *
 * @returns a function to call when all routes have been added.
 */
export function otherMethods(app: App): () => void {
  const taken = new Map<string, string[]>();
  app.addHook("onRoute", ({ url, method }) => {
    taken.set(url, [...(taken.get(url) ?? []), ...[method].flat()]);
  });
  return () => {
    for (const [url, methods] of [...taken]) {
      const allow = methods.filter((method) => method !== "HEAD").join(", ");
      const refuse = () => {
        throw new HttpRefusal(405, `This address takes ${allow}.`, { allow });
      };
      const method = app.supportedMethods.filter((other) => !methods.includes(other)) as HTTPMethods[];
      // In onRequest, so that the body is not read.
      app.route({ url, method, onRequest: refuse, handler: refuse });
    }
  };
}
