import type { FastifySchemaCompiler, FastifySerializerCompiler, FastifyTypeProvider } from "fastify";
import type { z } from "zod";
import { HttpRefusal } from "./refusal.ts";

/** Derives the types of handlers from the schemas of their routes. */
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

/** Validates one part of a request. Fields that the schema does not name are dropped. */
export const zodValidator: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart = "" }) =>
  (data) => {
    const { success, data: value, error } = schema.safeParse(data);
    return success ? { value } : { error: new HttpRefusal(400, sentence(PARTS[httpPart] ?? httpPart, error.issues)) };
  };

/** Describes the issues without quoting the request, which may contain a secret. */
function sentence(part: string, issues: readonly z.core.$ZodIssue[]): string {
  const wrong = issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message));
  return `Correct the ${part} of the request. ${wrong.join("; ")}.`;
}

/** Encodes a reply as JSON. Drops fields that the schema does not name; throws if the reply does not match it. */
export const zodSerializer: FastifySerializerCompiler<z.ZodType | { readonly properties: z.ZodType }> = ({
  schema,
}) => {
  // fastify wraps a schema that it does not recognise as JSON Schema.
  const type = "properties" in schema ? schema.properties : schema;
  return (data) => JSON.stringify(type.parse(data));
};
