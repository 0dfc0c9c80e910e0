import { createServer } from "node:net";

/** Below what systems give to outgoing connections, so that none of those takes the port before its server has it. */
const LOWEST = 10_000;
const HIGHEST = 32_000;
const TRIES = 50;

/** A port of this machine that nobody listens on now, for servers that cannot choose one themselves or keep theirs. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES} ports between ${LOWEST} and ${HIGHEST} is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
