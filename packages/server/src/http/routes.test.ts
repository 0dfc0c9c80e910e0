import { expect, it } from "vitest";
import { z } from "zod";
import { temporaryFolder, webFolder } from "../../test/real-server.ts";
import { withDefaults } from "../config.ts";
import { systemClock } from "../time/clock.ts";
import { healthRoutes } from "./health/routes.ts";
import { type PublicRouteOptions, publicRoutes } from "./routes.ts";

interface Declared {
  readonly summary?: string;
  readonly params?: z.ZodType;
  readonly querystring?: z.ZodType;
  readonly headers?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response?: Readonly<Record<string, z.ZodType | { content: Record<string, { schema: z.ZodType }> }>>;
}

/** The schemas of all routes on the public port. */
function declared(site: string | undefined): Map<string, Declared> {
  const options = withDefaults({ data: temporaryFolder(), web: webFolder(), ...(site && { site }) });
  const identities = { passwords: {} };
  const parts = {
    options,
    clock: systemClock,
    identities,
    photos: {},
    addresses: {},
    health: healthRoutes(() => false),
  };
  const found = new Map<string, Declared>();
  const put =
    (method: string) =>
    (url: string, { schema }: { schema: Declared }) =>
      void found.set(`${method} ${url}`, schema);
  const app = { get: put("GET"), post: put("POST"), options: put("OPTIONS") };
  for (const routes of publicRoutes(parts as unknown as PublicRouteOptions)) routes(app as never);
  return found;
}

it("each route says by schemas what it takes and answers, as a description of the interface could", () => {
  const routes = new Map([...declared(undefined), ...declared(temporaryFolder())]);
  expect([...routes.keys()]).toContain("GET /*");
  for (const [route, { summary, response, params, querystring, headers, body }] of routes) {
    expect([route, summary]).toEqual([route, expect.stringMatching(/^[A-Z].{9,}[^.]$/)]);
    const replies = Object.entries(response ?? {});
    expect([route, replies.map(([status]) => status)]).toEqual([route, expect.arrayContaining(["4xx", "5xx"])]);
    for (const taken of [params, querystring, headers, body])
      if (taken) expect(z.toJSONSchema(taken, { io: "input" })).toMatchObject({ type: "object" });
    for (const [, reply] of replies) {
      const schemas = "content" in reply ? Object.values(reply.content).map(({ schema }) => schema) : [reply];
      // Bytes, and no body at all, are told by their type of content.
      for (const schema of schemas) z.toJSONSchema(schema, { io: "output", unrepresentable: "any" });
    }
    if (/[:*]/.test(route)) expect([route, params]).toEqual([route, expect.anything()]);
  }
});
