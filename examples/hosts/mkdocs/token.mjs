// Answers with a token for whoever a proxy has signed in, on loopback: `node token.mjs 8090`. No libraries.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const { LIVENAME_KEY, LIVENAME_ISSUER, LIVENAME_HEADER = "x-remote-user" } = process.env;
if (!LIVENAME_KEY || !LIVENAME_ISSUER) throw new Error("Set LIVENAME_KEY and LIVENAME_ISSUER.");
const key = Buffer.from(readFileSync(LIVENAME_KEY, "utf8").trim(), "base64url");
const part = (content) => Buffer.from(JSON.stringify(content)).toString("base64url");

/** A JSON Web Token, which the Livename server takes for five minutes. */
function token(address) {
  const exp = Math.floor(Date.now() / 1_000) + 300;
  const claims = { iss: LIVENAME_ISSUER, aud: "livename", sub: address, exp };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

const server = createServer((request, response) => {
  const address = request.headers[LIVENAME_HEADER];
  response.setHeader("cache-control", "no-store");
  response.setHeader("content-type", "text/plain");
  if (address) response.end(token(address));
  // Not 401: browsers would write it on the console of each page.
  else response.writeHead(204).end();
});
server.listen(Number(process.argv[2] ?? 8_090), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});
