// The token end points of examples/hosts that need no application around them. Those of plugins are proven where
// they run: by `npm run hosts`, on whose pages nobody is live without a token.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, connect } from "@livename/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../src/harness/free-port.ts";
import { close, serveFiles } from "../../src/hosts/cgi.ts";
import { EXAMPLES, ISSUER, type Livename, startLivename } from "../../src/hosts/livename.ts";
import { MAPS } from "../../src/hosts/maps.ts";
import { serve } from "../../src/hosts/processes.ts";

/** As the example calls it. */
const SITE = "https://www.example.com";

let livename: Livename;
let client: Client | undefined;
beforeAll(async () => {
  livename = await startLivename();
});
afterAll(async () => {
  client?.close();
  await livename?.dispose();
});

async function whoIs(token: string): Promise<string> {
  client?.close();
  client = connect({ url: livename.server.url, token: () => token });
  return (await client.ready).address;
}

it("token.py signs in whom the web server has signed in, and nobody by what a request says", async () => {
  const port = await freePort();
  const env = { LIVENAME_KEY: livename.key, LIVENAME_ISSUER: ISSUER, LIVENAME_DOMAIN: "example.com" };
  const command = join(EXAMPLES, "gitweb/token.py");
  const server: Server = await serveFiles(port, [], {
    "/amy": { command, env: { ...env, REMOTE_USER: "amy" } },
    "/mike": { command, env: { ...env, REMOTE_USER: "mike@example.com" } },
    "/nobody": { command, env },
  });
  try {
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { headers: { "remote-user": "priya" } });
    expect(await whoIs((await (await ask("/amy")).text()).trim())).toBe("amy@example.com");
    expect(await whoIs((await (await ask("/mike")).text()).trim())).toBe("mike@example.com");
    const nobody = await ask("/nobody");
    expect([nobody.status, await nobody.text()]).toEqual([204, ""]);
  } finally {
    await close(server);
  }
});

it("token.mjs signs in whom the proxy's header names", async () => {
  const child: ChildProcess = spawn(process.execPath, [join(EXAMPLES, "mkdocs/token.mjs"), "0"], {
    env: { ...process.env, LIVENAME_KEY: livename.key, LIVENAME_ISSUER: ISSUER },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = await once(child.stdout!, "data");
    const url = String(line).trim();
    const answer = await fetch(url, { headers: { "x-remote-user": "amy@example.com" } });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await whoIs(await answer.text())).toBe("amy@example.com");
    expect((await fetch(url)).status).toBe(204);
  } finally {
    child.kill();
  }
});

const PHP = "/usr/bin/php";

it.runIf(existsSync(PHP))(
  "livename-token.php signs in whom the site's session names, and the tag has its map",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "livename-php-"));
    const port = await freePort();
    const code = readFileSync(join(EXAMPLES, "php/livename.php"), "utf8");
    writeFileSync(
      join(folder, "livename.php"),
      code.replace("/etc/livename/site.key", livename.key).replace(SITE, ISSUER),
    );
    cpSync(join(EXAMPLES, "php/livename-token.php"), join(folder, "livename-token.php"));
    const page =
      "<?php require 'livename.php'; session_start(); $_SESSION['mail'] = 'amy@example.com'; echo livename_script();";
    writeFileSync(join(folder, "page.php"), page);
    const url = `http://127.0.0.1:${port}`;
    const running = await serve(`${url}/livename.php`, PHP, ["-S", `127.0.0.1:${port}`, "-t", folder]);
    try {
      const answer = await fetch(`${url}/page.php`);
      const tag = (await answer.text()).replaceAll("&quot;", '"').replaceAll("&gt;", ">");
      for (const [name, value] of Object.entries(MAPS.php!)) expect(tag).toContain(` data-${name}="${value}"`);
      const cookie = answer.headers.get("set-cookie")!.split(";")[0]!;
      const token = await fetch(`${url}/livename-token.php`, { headers: { cookie } });
      expect(token.headers.get("cache-control")).toBe("no-store");
      expect(await whoIs(await token.text())).toBe("amy@example.com");
      expect((await fetch(`${url}/livename-token.php`)).status).toBe(204);
    } finally {
      await running.stop();
      rmSync(folder, { recursive: true });
    }
  },
);
