import type { App } from "./app.ts";
import { firstValues } from "./first-values.ts";
import { HttpRefusal } from "./refusal.ts";

/** The largest request body. */
export const BODY_BYTES = 8_192;

/** Routes that declare a body get it as a form. All other bodies are left unread. */
export function takeForms(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, firstValues(String(body))),
  );
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.addHook("onRoute", (route) => {
    if (!route.schema?.body) return;
    route.preValidation = (request, _reply, done) => {
      if (request.body === undefined)
        throw new HttpRefusal(415, "Send the fields as application/x-www-form-urlencoded.", { connection: "close" });
      done();
    };
  });
}
