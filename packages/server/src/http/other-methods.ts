import type { HTTPMethods } from "fastify";
import type { App } from "./app.ts";
import { HttpRefusal } from "./refusal.ts";

/**
 * Every address refuses the methods that it does not take, and names those that it takes.
 *
 * @returns to be called once all routes stand.
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
      // Before a body is looked at.
      app.route({ url, method, onRequest: refuse, handler: refuse });
    }
  };
}
