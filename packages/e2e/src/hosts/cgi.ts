import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".html": "text/html; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ico": "image/x-icon",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
};

/** A program that answers requests by the Common Gateway Interface (RFC 3875). */
export interface Gateway {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A web server for files and programs.
 *
 * @param gateways by the path that each answers; `/` answers whatever is neither a file's nor another's
 */
export async function serveFiles(
  port: number,
  folders: readonly string[],
  gateways: Readonly<Record<string, Gateway>> = {},
): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const path = normalize(decodeURIComponent(pathname.endsWith("/") ? `${pathname}index.html` : pathname));
    const file = folders.map((folder) => join(folder, path)).find((name) => existsSync(name) && extname(name) !== "");
    const gateway = gateways[pathname] ?? gateways["/"];
    if (file && !gateways[pathname]) {
      response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
      createReadStream(file).pipe(response);
    } else if (gateway) {
      answer(gateway, pathname, request, response);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => server.on("error", reject).listen(port, "127.0.0.1", resolve));
  return server;
}

function answer({ command, env }: Gateway, pathname: string, request: IncomingMessage, response: ServerResponse): void {
  const { host = "" } = request.headers;
  const headers = Object.entries(request.headers).map(([name, value]) => [
    `HTTP_${name.toUpperCase().replaceAll("-", "_")}`,
    String(value),
  ]);
  const child = spawn(command, [], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...{ PATH: process.env.PATH ?? "", GATEWAY_INTERFACE: "CGI/1.1", SERVER_PROTOCOL: "HTTP/1.1" },
      ...{ REQUEST_METHOD: request.method ?? "GET", SCRIPT_NAME: "", PATH_INFO: decodeURIComponent(pathname) },
      ...{ QUERY_STRING: (request.url ?? "").split("?")[1] ?? "", REQUEST_URI: request.url ?? "" },
      ...Object.fromEntries(headers),
      ...{ SERVER_NAME: host.split(":")[0]!, SERVER_PORT: host.split(":")[1] ?? "80" },
      ...env,
    },
  });
  const parts: Buffer[] = [];
  child.stdout.on("data", (bytes) => parts.push(bytes));
  child.on("error", (error) => response.writeHead(500).end(error.message));
  child.on("close", () => {
    const all = Buffer.concat(parts);
    const end = /\r?\n\r?\n/.exec(all.toString("latin1"));
    if (!end) return void response.writeHead(502).end(`${command} answered without a header`);
    for (const line of all.toString("latin1", 0, end.index).split(/\r?\n/)) {
      const [name, value] = [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()];
      if (/^status$/i.test(name)) response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.end(all.subarray(end.index + end[0].length));
  });
}

export const close = (server: Server): Promise<void> => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
};
