import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { concat } from "@livename/wire";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { hashPassword } from "../src/identity/password.ts";
import type { RunningServer } from "../src/index.ts";
import { certificate } from "./certificate.ts";
import { helloFrame, openSocket, startServer, temporaryFolder } from "./real-server.ts";

const NGINX = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"].find(existsSync);
if (!NGINX)
  console.warn("deploy.test.ts: nginx is not installed, so its example is not tested (apt-get install nginx-light)");

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The example as it is documented, with this test's ports and certificate. */
async function startNginx(server: RunningServer, port: number): Promise<void> {
  const folder = temporaryFolder();
  const { cert, key } = certificate(folder);
  const replace = (text: string, from: string, to: string): string => {
    expect(text.split(from).length, `${from} stands once in the example`).toBe(2);
    return text.replace(from, to);
  };
  let example = readFileSync(new URL("../../../docs/guides/deploy/nginx.conf", import.meta.url), "utf8");
  example = replace(example, "listen 443 ssl", `listen 127.0.0.1:${port} ssl`);
  example = replace(example, "127.0.0.1:8080", `127.0.0.1:${server.port}`);
  example = replace(example, "/etc/ssl/certs/im.example.com.pem", cert);
  example = replace(example, "/etc/ssl/private/im.example.com.key", key);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const user = process.getuid?.() === 0 ? "user root;" : "";
  const main = `${user} daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr warn; events {} http { access_log off; ${temporary.join(" ")}\n${example}\n}`;
  writeFileSync(join(folder, "main.conf"), main);
  const nginx = spawn(NGINX!, ["-p", folder, "-c", join(folder, "main.conf")], { stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  nginx.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk;
  });
  const ended = new Promise((resolve) => nginx.once("exit", resolve));
  onTestFinished(async () => {
    nginx.kill("SIGQUIT");
    setTimeout(() => nginx.kill("SIGKILL"), 2_000).unref();
    await ended;
  });
  await expect
    .poll(
      () =>
        request(`https://127.0.0.1:${port}/healthz`).then(
          ({ status }) => status,
          () => complaints,
        ),
      { timeout: 10_000 },
    )
    .toBe(200);
}

async function request(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { request: ask } = await import("node:https");
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const { method = "GET", headers = {} } = options;
    const asked = ask(url, { method, headers, rejectUnauthorized: false, agent: false }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    asked.on("error", reject);
    asked.end(options.body);
  });
}

// Installing it would start a web server on the machine, so that `npm test` does not.
it.skipIf(!NGINX)(
  "W1, W2, W4: through the nginx of the guide a browser signs in and keeps a WebSocket",
  async () => {
    const port = await freePort();
    const server = await startServer({
      publicOrigin: `https://im.example.com:${port}`,
      trustedProxies: ["127.0.0.1"],
      identity: { demo: false },
    });
    const amy = server.people.resolve("default", "amy@example.com")!;
    await server.store.people.setPassword("default", amy.id, await hashPassword("open sesame"));
    await startNginx(server, port);
    const origin = `https://im.example.com:${port}`;
    const address = `https://127.0.0.1:${port}`;
    const headers = { host: `im.example.com:${port}`, origin };
    const body = new URLSearchParams({ address: "amy@example.com", password: "open sesame" }).toString();
    const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
    const signedIn = await request(`${address}/sign-in`, { method: "POST", headers: form, body });
    expect(signedIn.status).toBe(303);
    const cookie = String(signedIn.headers["set-cookie"]);
    expect(cookie).toMatch(/^__Host-livename=.*; Secure/);
    expect(signedIn.headers["strict-transport-security"]).toBeDefined();
    const answer = await request(`${address}/v1/ticket`, {
      method: "POST",
      headers: { ...headers, cookie: cookie.split(";")[0]! },
    });
    const { ticket } = JSON.parse(answer.body) as { ticket: string };
    const { ws, messages } = await openSocket(address, { headers });
    ws.send(concat([helloFrame(ticket)]));
    await expect.poll(() => messages.length).toBe(1);
    expect(messages[0]?.error).toBeUndefined();
    await expect(openSocket(address, { headers: { ...headers, origin: "https://evil.example" } })).rejects.toThrow(
      "403",
    );
  },
  30_000,
);

it("W1: TLS by the server itself, and certificates read again while it runs", async () => {
  const folder = temporaryFolder();
  const tls = certificate(folder);
  const server = await startServer({ tls });
  const { ws, messages } = await openSocket(server.url);
  ws.send(helloFrame("demo:amy"));
  await expect.poll(() => messages.length).toBe(1);
  const serial = async () => {
    const probe = new WebSocket(`${server.url.replace("https", "wss")}/v1/socket`, "livename.v1", {
      rejectUnauthorized: false,
    });
    const seen = await new Promise<string>((resolve) =>
      probe.once("upgrade", ({ socket }) =>
        resolve(
          (socket as unknown as { getPeerCertificate(): { serialNumber: string } }).getPeerCertificate().serialNumber,
        ),
      ),
    );
    probe.terminate();
    return seen;
  };
  const before = await serial();
  certificate(folder);
  server.reloadTls();
  expect(await serial()).not.toBe(before);
  writeFileSync(tls.key, "rubbish");
  expect(() => server.reloadTls()).toThrow("tls.cert");
  await serial();
  expect(ws.readyState).toBe(WebSocket.OPEN);
});
