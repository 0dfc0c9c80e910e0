import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A server that takes connections and never says a word. */
export interface Silent {
  readonly port: number;
  close(): Promise<void>;
}

export async function startSilent(): Promise<Silent> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
