import { type PasswordSignIn, wrongPassword } from "../../identity/password.ts";
import { hostOf, networkOf } from "../addresses.ts";
import type { Routes } from "../app.ts";
import { refusalOf } from "../refusal.ts";
import { Attempts } from "./attempts.ts";
import { backOf } from "./back.ts";
import { requireOwnPage } from "./cors.ts";
import type { SignInOptions } from "./options.ts";
import { signIn as schema } from "./schema.ts";
import { show } from "./show.ts";

const ADDRESS_CHARS = 320;

/** POST /sign-in for servers with passwords (W4, W15). */
export function passwordRoutes(options: SignInOptions, passwords: PasswordSignIn): Routes {
  const { identities, people, community, origins, log } = options;
  const attempts = new Attempts(options.clock, options.signInsPerMinute);

  return (app) => {
    // In onRequest, so that the form of a foreign page is not read.
    const onRequest = async (request: Parameters<typeof requireOwnPage>[0]) => requireOwnPage(request);
    app.post("/sign-in", { schema, onRequest }, async (request, reply) => {
      const address = request.body.address.trim().slice(0, ADDRESS_CHARS);
      const back = backOf(request.body.return, request.peer, origins);
      const again = (status: number, problem: string): void =>
        show(reply, status, { name: "form", address, problem, back });
      const { ip, secure } = request.peer;
      const { cookie } = request.headers;
      // Unknown people take the same path, so that the response time does not reveal who exists.
      const person = people.resolve(community, address)?.id ?? address.toLowerCase();
      const device = identities.devices.find(cookie, person, { secure });
      const waitMs = attempts.spend({ ip, person, device });
      if (waitMs > 0) {
        options.onSignIn("too-many");
        const seconds = String(Math.ceil(waitMs / 1_000));
        reply.header("retry-after", seconds);
        return again(429, `Too many attempts. Try again in ${seconds} seconds.`);
      }
      const gone = (): boolean => request.raw.socket.destroyed;
      const [lane, waiter] =
        device === undefined
          ? (["unknown", { group: networkOf(ip), member: hostOf(ip), gone }] as const)
          : (["known", { group: person, member: device, gone }] as const);
      try {
        const signedIn = await identities.queue.run(lane, waiter, () =>
          passwords.signIn(address, request.body.password),
        );
        const started = await identities.cookies.start(signedIn, { secure });
        if (!started) throw wrongPassword();
        options.onSignIn("ok");
        const done = new URLSearchParams({ done: "1", ...(back && { return: back }) });
        const known = identities.devices.remember(cookie, signedIn.person, { secure });
        reply.code(303).headers({ location: `/sign-in?${done}`, "set-cookie": [started.setCookie, known] });
        reply.send(undefined);
      } catch (error) {
        const refusal = refusalOf(error);
        // A failure of the store says nothing about the password.
        if (!refusal || (refusal.status === 503 && !("retry-after" in refusal.headers))) throw error;
        options.onSignIn(refusal.status === 401 ? "refused" : "busy");
        if (refusal.status === 401) log.info({ ip }, "a sign-in was refused");
        reply.headers(refusal.headers);
        again(refusal.status, refusal.message);
      }
    });
  };
}
