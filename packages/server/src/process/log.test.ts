import { expect, it } from "vitest";
import { createLog } from "./log.ts";

it("no secret reaches the log, wherever it hangs", () => {
  const lines: string[] = [];
  const log = createLog("debug", { write: (line) => void lines.push(line) });
  const secret = "s3cret-value";
  const error = Object.assign(new Error("failed"), { request: { headers: { cookie: secret } }, token: secret });
  log.info({ token: secret, hello: { token: secret, password: secret } }, "hello");
  log.warn({ request: { headers: { cookie: secret, authorization: secret } } }, "request");
  log.error({ err: error }, "failed");
  expect(lines.length).toBe(3);
  expect(lines.join("")).not.toContain(secret);
  expect(JSON.parse(lines[2]!)).toMatchObject({ level: "error", msg: "failed", err: { message: "failed" } });
});
