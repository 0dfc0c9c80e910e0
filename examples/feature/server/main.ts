// The demo: a server on this machine with its page, where everybody is who they say.
import { startTestServer } from "@livename/testkit";
import { pinboard } from "./pinboard.ts";

const server = await startTestServer({
  data: process.env.DATA ?? "data",
  port: Number(process.env.PORT ?? 8090),
  site: "dist",
  features: [pinboard],
});
console.log(`Open two tabs:\n  ${server.url}/?as=amy\n  ${server.url}/?as=ben`);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void server.close());
