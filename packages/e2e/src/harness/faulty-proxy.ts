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
  /**
   * What comes next from a client reaches the server, and the connection is reset when the server has answered: what it
   * said is lost.
   */
  loseAnswers(): void;
  /** Nobody is let in until `heal`; open connections are reset. */
  refuse(): void;
  /** New connections work again. Those that were swallowed stay dead, as they do in a real network. */
  heal(): void;
  /** Each direction is late by this much. */
  delay(ms: number): void;
  close(): Promise<void>;
}

/** How long the server has for its answer, and for what comes right behind it. */
const ANSWER_MS = 2_000;
const BEHIND_MS = 100;

type Mode = "pass" | "swallow" | "refuse";

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  dead: boolean;
  /** `waits`: for something to go out. `lost`: from then on nothing comes back. */
  answers: "pass" | "waits" | "lost";
}

/** A TCP proxy to a port of this machine; it knows bytes only. */
export async function startFaultyProxy(target: { port: number; host?: string }): Promise<FaultyProxy> {
  let mode: Mode = "pass";
  let delayMs = 0;
  const pairs = new Set<Pair>();

  const server = createServer((near) => {
    if (mode === "refuse") {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: target.port, host: target.host ?? "127.0.0.1", noDelay: true });
    near.setNoDelay(true);
    const pair: Pair = { near, far, dead: mode === "swallow", answers: "pass" };
    pairs.add(pair);
    const pipe = (from: Socket, to: Socket) => {
      from.on("data", (bytes) => {
        if (pair.dead) return;
        if (pair.answers === "waits" && from === near) {
          pair.answers = "lost";
          setTimeout(() => reset([pair]), ANSWER_MS);
        } else if (pair.answers === "lost" && from === far) {
          setTimeout(() => reset([pair]), BEHIND_MS);
          return;
        }
        if (delayMs === 0) to.write(bytes);
        else setTimeout(() => to.destroyed || pair.dead || to.write(bytes), delayMs);
      });
      from.on("end", () => pair.dead || to.end());
      from.on("error", () => undefined);
      from.on("close", () => {
        // In a swallowing network the other end does not even learn of the end.
        if (!pair.dead) to.destroy();
        if (to.destroyed) pairs.delete(pair);
      });
    };
    pipe(near, far);
    pipe(far, near);
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));

  const reset = (those: Iterable<Pair> = [...pairs]) => {
    for (const pair of those) {
      pair.near.resetAndDestroy();
      pair.far.resetAndDestroy();
      pairs.delete(pair);
    }
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
    cut: () => reset(),
    loseAnswers() {
      for (const pair of pairs) pair.answers = "waits";
    },
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
