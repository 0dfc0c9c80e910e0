import type { FastifySchemaCompiler, FastifySerializerCompiler, FastifyTypeProvider } from "fastify";
import type { z } from "zod";
import { HttpRefusal } from "./refusal.ts";

/** What handlers get and give, by the schemas of their routes. */
export interface ZodTypes extends FastifyTypeProvider {
  readonly validator: this["schema"] extends z.ZodType ? z.output<this["schema"]> : unknown;
  readonly serializer: this["schema"] extends z.ZodType ? z.input<this["schema"]> : unknown;
}

const PARTS: Readonly<Record<string, string>> = {
  params: "address",
  querystring: "query",
  headers: "headers",
  body: "body",
};

/** Checks one part of a request; what a schema does not name is left out of it. */
export const zodValidator: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart = "" }) =>
  (data) => {
    const { success, data: value, error } = schema.safeParse(data);
    return success ? { value } : { error: new HttpRefusal(400, sentence(PARTS[httpPart] ?? httpPart, error.issues)) };
  };

/** Never what was sent: it may be a secret. */
function sentence(part: string, issues: readonly z.core.$ZodIssue[]): string {
  const wrong = issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message));
  return `Correct the ${part} of the request. ${wrong.join("; ")}.`;
}

/** Writes a reply as JSON; what a schema does not name never leaves the server. Anything that does not fit it throws. */
export const zodSerializer: FastifySerializerCompiler<z.ZodType | { readonly properties: z.ZodType }> = ({
  schema,
}) => {
  // fastify wraps what it does not take for a JSON schema.
  const type = "properties" in schema ? schema.properties : schema;
  return (data) => JSON.stringify(type.parse(data));
};
