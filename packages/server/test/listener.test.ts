// The listening sockets, without what is behind them.
import { spawn } from "node:child_process";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { Descriptors } from "../src/http/descriptors.ts";
import { type Listener, type ListenerOptions, listen } from "../src/http/listener.ts";
import { certificate } from "./certificate.ts";
import { temporaryFolder } from "./real-server.ts";

async function start(options: Partial<ListenerOptions> = {}): Promise<Listener> {
  const descriptors = new Descriptors({ debug() {}, info() {}, warn() {}, error() {} });
  onTestFinished(() => descriptors.stop());
  const given = { host: "127.0.0.1", port: 0, crowds: true, descriptors, ...options };
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

/** A client that sends this, a part each 50 ms, and reads on; resolves when the server ends it. */
function dawdle(port: number, ...parts: (string | Buffer)[]): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  const sending = setInterval(() => {
    const part = parts.shift();
    if (part !== undefined) socket.write(part);
  }, 50);
  onTestFinished(() => clearInterval(sending));
  socket.resume();
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

const SOON = { handshakeMs: 300, headersMs: 300, requestMs: 600, stillMs: 1_000 };

// Node itself looks for them every 30 s only.
it("W17: whoever is silent, or too slow with headers or body, is let go", { timeout: 25_000 }, async () => {
  const answering: ListenerOptions["onRequest"] = (request, response) => {
    request.resume();
    request.once("end", () => response.end());
    request.once("error", () => undefined);
  };
  const plain = await start({ patience: SOON, onRequest: answering });
  const secure = await start({ patience: SOON, tls: certificate(temporaryFolder()) });
  const drip = Array.from({ length: 1_000 }, () => "x");
  await Promise.all([
    dawdle(plain.port),
    dawdle(plain.port, "GET / HTTP/1.1\r\nHost: localhost\r\n"),
    dawdle(plain.port, "GET / HTTP/1.1\r\nHost: localhost\r\nX: ", ...drip),
    dawdle(plain.port, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000\r\n\r\n", ...drip),
    dawdle(secure.port),
    dawdle(secure.port, Buffer.from([22, 3, 1, 2, 0, 1]), ...drip),
  ]);
});

it("W17: whoever reads nothing of a long answer is let go", async () => {
  const gone = new Promise<boolean>((resolve) => {
    void start({
      patience: SOON,
      onRequest: (_request, response) => {
        response.once("close", () => resolve(response.writableFinished));
        response.end(Buffer.alloc(64 * 1_024 * 1_024));
      },
    }).then(({ port }) => {
      const socket = connect(port, "127.0.0.1");
      onTestFinished(() => void socket.destroy());
      socket.on("error", () => undefined);
      socket.pause();
      socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    });
  });
  expect(await gone).toBe(false);
});

it.runIf(process.platform === "linux")(
  "W17: when no file descriptor is left it says so, and goes on when there are some again",
  async () => {
    const child = new URL("./few-descriptors-child.ts", import.meta.url).pathname;
    const server = spawn(
      "sh",
      ["-c", `ulimit -n 64; exec "${process.execPath}" --disable-warning=ExperimentalWarning "${child}"`],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    onTestFinished(() => void server.kill("SIGKILL"));
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    const said = async () => JSON.parse((await lines.next()).value as string) as { port: number; message: string };
    const { port } = await said();
    const sockets: Socket[] = Array.from({ length: 100 }, () =>
      connect(port, "127.0.0.1").on("error", () => undefined),
    );
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    expect((await said()).message).toMatch(/^there are no file descriptors left: .*LimitNOFILE/);
    for (const socket of sockets) socket.destroy();
    expect((await said()).message).toBe("file descriptors are available again");
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("1");
  },
);
