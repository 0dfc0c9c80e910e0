import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TlsOptions } from "../config.ts";
import { StartError } from "../start-error.ts";

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsOptions | undefined;
  readonly onRequest: RequestListener;
  readonly onUpgrade?: (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
}

export interface Listener {
  readonly port: number;
  /** Reads certificate and key again. @throws StartError; the old ones stay in use. */
  reloadTls(): void;
  /** No new connections. Resolves when the last one is gone; after `patienceMs` those that are left are cut. */
  close(patienceMs: number): Promise<void>;
}

/** @throws StartError when the port is taken, the address is not here, or certificate and key cannot be used. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { host, port, tls } = options;
  const limits = { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 };
  const server: Server | TlsServer = tls
    ? withTls(tls, () => createTlsServer({ ...limits, ...readTls(tls) }, options.onRequest))
    : createServer(limits, options.onRequest);
  // Upgraded connections are lost to the server's own list.
  const open = new Set<Socket>();
  const forget = function (this: Socket): void {
    open.delete(this);
  };
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", forget);
  });
  if (options.onUpgrade) server.on("upgrade", options.onUpgrade);
  server.on("clientError", (_error, stream) => stream.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(notListening(error, host, port)));
    server.listen({ host, port, backlog: 65_535 }, resolve);
  });
  server.removeAllListeners("error");
  server.on("error", () => {});
  return {
    port: (server.address() as AddressInfo).port,
    reloadTls() {
      if (tls && "setSecureContext" in server) withTls(tls, () => server.setSecureContext(readTls(tls)));
    },
    close(patienceMs) {
      return new Promise((resolve) => {
        const cut = setTimeout(() => {
          for (const socket of open) socket.destroy();
        }, patienceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

function readTls(tls: TlsOptions): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(tls.cert), key: readFileSync(tls.key) };
}

function withTls<T>(tls: TlsOptions, use: () => T): T {
  try {
    return use();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The certificate ${tls.cert} and key ${tls.key} cannot be used: ${why}. Give tls.cert and tls.key PEM files that belong together and that this user may read.`;
    throw new StartError("bad-tls", message, cause);
  }
}

function notListening(error: NodeJS.ErrnoException, host: string, port: number): StartError {
  switch (error.code) {
    case "EADDRINUSE":
      return new StartError(
        "port-in-use",
        `Port ${port} on ${host} is taken by another process. Stop it, or choose another port.`,
        error,
      );
    case "EACCES":
      return new StartError(
        "port-forbidden",
        `This user may not listen on port ${port}. Choose one above 1023, or give the service CAP_NET_BIND_SERVICE.`,
        error,
      );
    default:
      return new StartError(
        "cannot-listen",
        `Cannot listen on ${host} port ${port} (${error.code}). Set host to an address of this machine.`,
        error,
      );
  }
}
