// Somebody sets the clock of a running server: what people say and are told of times stays right, also for those who
// send nothing from which they would learn it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, connect, type Presence } from "@livename/client";
import { expect, it } from "vitest";
import { startCommandServer } from "../../src/harness/command.ts";
import { createWallClock, fakeTimeLibrary } from "../../src/soak/wall-clock.ts";

const HOUR_MS = 3_600_000;
const HALF_AN_HOUR_MS = 1_800_000;
const WRONG_MS = 15_000;

// Only Linux with libfaketime can step the clock of one process; `npm test` installs it where it can.
it.skipIf(!fakeTimeLibrary())(
  "Times: half an hour is half an hour when the server's clock was set just now, for who sends nothing else",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "livename-clock-"));
    const clock = createWallClock(folder, "server");
    const server = await startCommandServer({ env: clock.env });
    const clients: Client[] = [];
    const signIn = async (name: string): Promise<Client> => {
      const client = connect({ url: server.url, token: () => `demo:${name}`, device: name });
      clients.push(client);
      await client.ready;
      return client;
    };
    /** By a clock that was compared just now. */
    const leftMs = async (): Promise<number> => {
      const newcomer = await signIn("priya");
      const watch = newcomer.presence.watch("mike@example.com");
      const seen = await new Promise<Presence>((resolve) => {
        watch.on("change", ({ presence }) => resolve(presence));
      });
      newcomer.close();
      return seen.until ? seen.until.getTime() - Date.now() : 0;
    };
    try {
      const mike = await signIn("mike");
      let said = 0;
      for (const stepMs of [3 * HOUR_MS, -26 * HOUR_MS]) {
        clock.step(stepMs);
        // At once, before anybody was told.
        await mike.presence.set({ availability: "busy", until: new Date(Date.now() + HALF_AN_HOUR_MS) });
        expect(Math.abs((await leftMs()) - HALF_AN_HOUR_MS)).toBeLessThan(WRONG_MS);
        // And what he is told of it, once he was.
        await expect
          .poll(
            async () => {
              const own = await mike.presence.set({ message: `said ${++said}` });
              return Math.abs((own.until?.getTime() ?? 0) - Date.now() - HALF_AN_HOUR_MS) < WRONG_MS;
            },
            { timeout: 20_000, interval: 500 },
          )
          .toBe(true);
      }
    } finally {
      for (const client of clients) client.close();
      await server.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  90_000,
);
