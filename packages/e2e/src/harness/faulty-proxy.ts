import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between browser and server that a test can break. */
export interface FaultyProxy {
  readonly port: number;
  /** Connections open now. */
  readonly open: number;
  /**
   * From now on every byte is swallowed, in both directions, and nobody is told: what a dead access point does.
   * New connections are taken up and stay silent too.
   */
  swallow(): void;
  /** Takes every connection away with a reset. New ones are served. */
  cut(): void;
  /** Nobody is let in until `heal`; open connections are reset. */
  refuse(): void;
  /** New connections work again. Those that were swallowed stay dead, as they do in a real network. */
  heal(): void;
  /** Each direction is late by this much. */
  delay(ms: number): void;
  close(): Promise<void>;
}

type Mode = "pass" | "swallow" | "refuse";

/** A TCP proxy to a port of this machine; it knows bytes only. */
export async function startFaultyProxy(target: { port: number; host?: string }): Promise<FaultyProxy> {
  let mode: Mode = "pass";
  let delayMs = 0;
  const pairs = new Set<{ near: Socket; far: Socket; dead: boolean }>();

  const server = createServer((near) => {
    if (mode === "refuse") {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: target.port, host: target.host ?? "127.0.0.1", noDelay: true });
    near.setNoDelay(true);
    const pair = { near, far, dead: mode === "swallow" };
    pairs.add(pair);
    const pipe = (from: Socket, to: Socket) => {
      from.on("data", (bytes) => {
        if (pair.dead) return;
        if (delayMs === 0) to.write(bytes);
        else setTimeout(() => to.destroyed || pair.dead || to.write(bytes), delayMs);
      });
      from.on("end", () => pair.dead || to.end());
      from.on("error", () => undefined);
      from.on("close", () => {
        pairs.delete(pair);
        // In a swallowing network the other end does not even learn of the end.
        if (!pair.dead) to.destroy();
      });
    };
    pipe(near, far);
    pipe(far, near);
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));

  const reset = () => {
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
    pairs.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get open() {
      return pairs.size;
    },
    swallow() {
      mode = "swallow";
      for (const pair of pairs) pair.dead = true;
    },
    cut: reset,
    refuse() {
      mode = "refuse";
      reset();
    },
    heal() {
      mode = "pass";
    },
    delay(ms) {
      delayMs = ms;
    },
    close() {
      reset();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
