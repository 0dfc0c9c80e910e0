import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandFrame, encode, readServerFrame, SUBPROTOCOL } from "@livename/wire";
import { sessionHello } from "@livename/wire/calls";
import type { Message } from "@livename/wire/frame";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createServer, type RunningServer, type ServerOptions } from "../src/index.ts";

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "livename-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder as the build makes it, small. */
export function webFolder(build = "abc123def456"): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ build, loader: "livename.js", entry: "drop-in.js" }));
  writeFileSync(join(folder, "livename.js"), '((c)=>c)("__LIVENAME_CONFIG__");\n');
  writeFileSync(join(folder, "drop-in.js"), `export const build = "${build}";\n${"// padding\n".repeat(300)}`);
  return folder;
}

/** A server on a free port with amy and mike, in memory unless said otherwise; closed after the test. */
export async function startServer(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const server = await createServer({
    data: ":memory:",
    port: 0,
    log: "silent",
    ...options,
    identity: { demo: true, ...options.identity },
  }).listen();
  onTestFinished(() => server.close());
  const person = (name: string) => ({
    addresses: [`${name}@example.com`],
    name,
    title: "",
    department: "",
    phone: "",
    location: "",
    timeZone: "",
    photo: "",
  });
  await server.store.people.import("default", ["amy", "mike"].map(person));
  await server.people.reload("default");
  return server;
}

export interface TestClient {
  readonly ws: WebSocket;
  readonly messages: Message[];
  /** Binary messages as they came. */
  readonly frames: Buffer[];
  readonly closed: Promise<{ code: number; reason: string }>;
}

export async function openSocket(
  url: string,
  options: { protocols?: string[]; headers?: Record<string, string> } = {},
): Promise<TestClient> {
  const { protocols = [SUBPROTOCOL], headers = {} } = options;
  const ws = new WebSocket(`${url.replace(/^http/, "ws")}/v1/socket`, protocols, {
    headers,
    rejectUnauthorized: false,
  });
  const messages: Message[] = [];
  const frames: Buffer[] = [];
  ws.on("message", (data: Buffer) => {
    frames.push(data);
    messages.push(...readServerFrame(data));
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    ws.on("close", (code, reason) => resolve({ code, reason: String(reason) })),
  );
  await new Promise<void>((resolve, reject) => {
    ws.once("open", resolve);
    ws.once("error", reject);
  });
  onTestFinished(() => ws.terminate());
  return { ws, messages, frames, closed };
}

export function helloFrame(token: string): Uint8Array {
  return commandFrame(1, sessionHello.method, encode(sessionHello.write, { token }));
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A request exactly as given: fetch would set and normalise too much. */
export function ask(
  server: { port: number },
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string } = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { host: `127.0.0.1:${server.port}`, ...options.headers };
    const request = httpRequest(
      { host: "127.0.0.1", port: server.port, method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(options.body);
  });
}
