import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { type AddressInfo, createServer as createNetServer, type Server as NetServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TlsOptions } from "../options/types.ts";
import { StartError } from "../process/start-error.ts";
import type { Descriptors } from "./descriptors.ts";

/**
 * The number of listening sockets. Node accepts one connection per listening socket and turn of the event loop, and while
 * a crowd signs in, turns are long. Linux distributes new connections among the sockets. Each has its own accept queue;
 * when that is full, TCP drops the attempt and the client retries only after 1, 3, 7 and 15 s.
 */
const SOCKETS = process.platform === "linux" ? 16 : 1;

/** Timeouts for clients. */
export interface Patience {
  /** For the TLS handshake. */
  readonly handshakeMs: number;
  /** From the connection, or the previous response, to the end of the headers. */
  readonly headersMs: number;
  /** To the end of the body. */
  readonly requestMs: number;
  /** Without any byte sent or received. */
  readonly stillMs: number;
}

const PATIENCE: Patience = { handshakeMs: 10_000, headersMs: 10_000, requestMs: 30_000, stillMs: 60_000 };

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsOptions | undefined;
  readonly onRequest: RequestListener;
  readonly onUpgrade?: (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
  readonly descriptors: Descriptors;
  /** Whether many clients may connect at once: listens with several sockets. */
  readonly crowds?: boolean;
  /** For tests. */
  readonly patience?: Patience;
}

export interface Listener {
  readonly port: number;
  /** Reads certificate and key again. @throws StartError and keeps the old ones in use. */
  reloadTls(): void;
  /** Stops accepting connections. Resolves when the last one has closed; after `patienceMs`, the remaining ones are destroyed. */
  close(patienceMs: number): Promise<void>;
}

/** @throws StartError when the port is in use, the address is not of this machine, or certificate and key cannot be used. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { host, tls, descriptors } = options;
  const sockets = options.crowds ? SOCKETS : 1;
  const { handshakeMs, headersMs, requestMs, stillMs } = options.patience ?? PATIENCE;
  const limits = {
    maxHeaderSize: 16_384,
    handshakeTimeout: handshakeMs,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    // How often Node looks for requests that have timed out.
    connectionsCheckingInterval: Math.min(headersMs, 5_000),
    keepAliveTimeout: 5_000,
  };
  // Shared, because a client can resume its TLS session on another of the servers.
  const ticketKeys = randomBytes(48);
  const make = (): Server | TlsServer =>
    tls
      ? createTlsServer({ ...limits, ...readTls(tls), ticketKeys }, options.onRequest)
      : createServer(limits, options.onRequest);
  const makeAll = () => Array.from({ length: sockets }, make);
  const servers = tls ? withTls(tls, makeAll) : makeAll();
  // Node's server no longer knows upgraded connections, so keep a list here.
  const open = new Set<Socket>();
  const forget = function (this: Socket): void {
    open.delete(this);
  };
  for (const server of servers) {
    server.timeout = stillMs;
    server.on("connection", (socket: Socket) => {
      descriptors.taken();
      open.add(socket);
      socket.once("close", forget);
    });
    if (options.onUpgrade) server.on("upgrade", options.onUpgrade);
    server.on("clientError", (_error, stream) => stream.destroy());
  }
  const port = await bindAll(servers, { host, port: options.port, failed: (error) => descriptors.failed(error) });
  return {
    port,
    reloadTls() {
      if (!tls) return;
      withTls(tls, () => {
        const identity = { ...readTls(tls), ticketKeys };
        for (const server of servers) if ("setSecureContext" in server) server.setSecureContext(identity);
      });
    },
    async close(patienceMs) {
      const cut = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, patienceMs);
      await Promise.all(servers.map(closed));
      clearTimeout(cut);
    },
  };
}

interface Place {
  readonly host: string;
  readonly port: number;
  /** Called when a connection could not be accepted. */
  readonly failed: (error: Error) => void;
}

/** Binds all servers to one port. Returns the port. */
async function bindAll(servers: readonly NetServer[], place: Place): Promise<number> {
  const { port } = place;
  const reusePort = servers.length > 1;
  if (reusePort && port !== 0) {
    // With reusePort, any process of the same user can share the port. So bind it exclusively first, to find out whether
    // it is in use. A client that connects in that moment has to retry.
    const alone = createNetServer((socket) => socket.destroy());
    await bind(alone, place, false);
    await closed(alone);
  }
  let bound = port;
  try {
    for (const server of servers) bound = await bind(server, { ...place, port: bound }, reusePort);
  } catch (error) {
    await Promise.all(servers.map(closed));
    throw error;
  }
  return bound;
}

async function bind(server: NetServer, { host, port, failed }: Place, reusePort: boolean): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(notListening(error, host, port)));
    server.listen({ host, port, reusePort, backlog: 65_535 }, resolve);
  });
  server.removeAllListeners("error");
  server.on("error", failed);
  return (server.address() as AddressInfo).port;
}

/** Closes the server. Resolves when its last connection has closed, or at once if it does not listen. */
function closed(server: NetServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ("closeIdleConnections" in server) (server as Server).closeIdleConnections();
  });
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
        `Port ${port} on ${host} is in use by another process. Stop it, or choose another port.`,
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
