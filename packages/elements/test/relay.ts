import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between page and server that a test can take away. */
export interface Relay {
  /** The server's address by way of this network. */
  readonly url: string;
  /** Resets what is open and lets nobody in. */
  cut(): void;
  heal(): void;
  /** Keeps back what the server says until `release()`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

export async function openRelay(port: number): Promise<Relay> {
  let whole = true;
  const open = new Set<Socket>();
  const answers = new Map<Socket, Socket>();
  const listener = createServer((near) => {
    if (!whole) return near.resetAndDestroy();
    const far = connect(port, "127.0.0.1");
    answers.set(far, near);
    far.on("close", () => answers.delete(far));
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => open.delete(from));
    }
    return undefined;
  });
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  const cut = (): void => {
    whole = false;
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    cut,
    heal: () => {
      whole = true;
    },
    hold: () => {
      for (const [far, near] of answers) far.unpipe(near).pause();
    },
    release: () => {
      for (const [far, near] of answers) far.pipe(near);
    },
    close: () => {
      cut();
      return new Promise((done) => listener.close(() => done()));
    },
  };
}
