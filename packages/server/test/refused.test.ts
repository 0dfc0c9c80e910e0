// The protocol's vectors of what must be refused, sent to a real server.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { codeName, commandFrame } from "@livename/wire";
import { Method } from "@livename/wire/frame";
import { expect, it, vi } from "vitest";
import { helloFrame, openSocket, startServer } from "./real-server.ts";

interface Refused {
  readonly rule: string;
  readonly signedIn: boolean;
  readonly code: string | null;
  readonly close: number | null;
}

const folder = fileURLToPath(new URL("../../../protocol/vectors/refused/", import.meta.url));
const vectors = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => {
    const name = file.replace(".json", "");
    const bytes = Buffer.from(readFileSync(`${folder}${name}.hex`, "utf8").replaceAll(/\s/g, ""), "hex");
    return { name, bytes, ...(JSON.parse(readFileSync(folder + file, "utf8")) as Refused) };
  });
const LAST = 0xffff_ffff;

it("F, S, P, L, C, D, T: a server refuses each vector as it says, and goes on where it says so", async () => {
  expect(vectors.length).toBeGreaterThan(45);
  const server = await startServer();
  const told: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const { name, bytes, rule, signedIn, code, close } of vectors) {
    const { ws, messages, closed } = await openSocket(server.url);
    if (signedIn) {
      ws.send(helloFrame("demo:amy"));
      await vi.waitFor(() => expect(messages.length).toBe(1), 10_000);
      messages.length = 0;
    }
    ws.send(bytes);
    // What goes on is seen by a question behind it.
    if (close === null) ws.send(commandFrame(LAST, Method.SESSION_INPUT, new Uint8Array()));
    const ended = closed.then((end) => end.code);
    const goesOn = vi.waitFor(() => expect(messages.map(({ replyTo }) => replyTo)).toContain(LAST), 10_000);
    const end = close === null ? await Promise.race([ended, goesOn.then(() => null)]) : await ended;
    if (close === null) await vi.waitFor(() => expect(messages.length).toBeGreaterThan(1), 10_000).catch(() => {});
    else goesOn.catch(() => {});
    const errors = messages.flatMap(({ error }) => (error ? codeName(error.code) : []));
    told[`${rule} ${name}`] = { errors, end };
    const known = code?.replace("CODE_", "").toLowerCase().replaceAll("_", "-");
    expected[`${rule} ${name}`] = { errors: known ? [known] : [], end: close };
    ws.close();
  }
  expect(told).toEqual(expected);
}, 120_000);
