// A smoke test in the other engine: Debian's Firefox ESR opens the portal, names are live, the console is quiet.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandServer, PORTAL, startCommandServer } from "../src/harness/command.ts";
import { type Firefox, launchFirefox } from "../src/harness/firefox.ts";

describe("Firefox ESR", () => {
  let server: CommandServer;
  let firefox: Firefox;
  beforeAll(async () => {
    server = await startCommandServer({ site: PORTAL });
    firefox = await launchFirefox();
  });
  afterAll(async () => {
    await firefox?.close();
    await server?.dispose();
  });

  it("opens the portal, signs in and knows who is there", async () => {
    await firefox.goto(`${server.url}/?as=amy`);
    const state = `(async () => {
      const client = await window.livename.ready;
      await client.ready;
      const watch = client.presence.watch("lucia@example.com");
      while (watch.get("lucia@example.com").status === "pending") await new Promise((next) => setTimeout(next, 50));
      const { status, presence } = watch.get("lucia@example.com");
      return [client.self.address, status, presence.availability, customElements.get("live-name") !== undefined].join();
    })()`;
    expect(await firefox.evaluate(state)).toBe("amy@example.com,known,offline,true");
    expect(firefox.complaints).toEqual([]);
  });
});
