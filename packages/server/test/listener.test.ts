// The listening sockets, without what is behind them.
import { connect } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { type Listener, type ListenerOptions, listen } from "../src/http/listener.ts";
import { certificate } from "./certificate.ts";
import { temporaryFolder } from "./real-server.ts";

async function start(options: Partial<ListenerOptions> = {}): Promise<Listener> {
  const given = { host: "127.0.0.1", port: 0, crowds: true, ...options };
  const listener = await listen({ onRequest: (_request, response) => response.end(), ...given });
  onTestFinished(() => listener.close(0));
  return listener;
}

// Elsewhere there is one socket, since its system does not spread connections among several.
it.runIf(process.platform === "linux")("a crowd is accepted many at a time", async () => {
  const crowd = 400;
  let came = 0;
  const { port } = await start({
    onUpgrade: (_request, stream) => {
      came++;
      stream.destroy();
    },
  });
  for (let one = 0; one < crowd; one++) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  }
  let turns = 0;
  for (; came < crowd; turns++) await new Promise((resolve) => setImmediate(resolve));
  // One a turn would take as many turns as there are connections.
  expect(turns).toBeLessThan(crowd / 2);
});

it("a port is refused to whoever would share it, and can be had again afterwards", async () => {
  const first = await start();
  await expect(start({ port: first.port })).rejects.toMatchObject({ code: "port-in-use" });
  await first.close(0);
  const again = await start({ port: first.port });
  expect((await fetch(`http://127.0.0.1:${again.port}/`)).status).toBe(200);
});

it("W1: a TLS session goes on with whichever of the listening sockets is reached, also after new certificates", async () => {
  const tls = certificate(temporaryFolder());
  const listener = await start({ tls });
  const open = (session?: Buffer): TLSSocket => {
    const socket = connectTls({ port: listener.port, rejectUnauthorized: false, session });
    onTestFinished(() => void socket.destroy());
    return socket;
  };
  const session = await new Promise<Buffer>((resolve) => open().once("session", resolve));
  const goesOn = () =>
    new Promise<boolean>((resolve) => {
      const socket = open(session);
      socket.once("secureConnect", () => resolve(socket.isSessionReused()));
    });
  for (let time = 0; time < 6; time++) expect(await goesOn()).toBe(true);
  listener.reloadTls();
  for (let time = 0; time < 6; time++) expect(await goesOn()).toBe(true);
});
