import type { FastifyReply } from "fastify";
import type { z } from "zod";
import type { Asset } from "./asset.ts";
import type { assetHeaders } from "./schema.ts";

/** Sends the asset, or 304 if the browser's copy is current. */
export function sendAsset(
  reply: FastifyReply,
  asset: Asset,
  asked: z.output<typeof assetHeaders>,
  headers: Readonly<Record<string, string>>,
): void {
  reply.headers({ etag: asset.etag, vary: "Accept-Encoding", ...headers });
  const known = asked["if-none-match"].split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (known.includes(asset.etag) || known.includes("*")) return void reply.code(304).send();
  reply.header("content-type", asset.type);
  if (!asset.gzip || !/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(asked["accept-encoding"]))
    return void reply.send(asset.body);
  reply.header("content-encoding", "gzip").send(asset.gzip);
}
