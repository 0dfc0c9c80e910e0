import { once } from "node:events";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright";
import { run, serve } from "../running.mjs";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/**
 * The installed server, with pages that use what is installed: the example application built by Vite, and a page with
 * nothing but a script tag. On each a name becomes live while one looks, and the example bot answers.
 */
export async function checkBrowser(project, say) {
  const livename = join(project, "node_modules/.bin/livename");
  const data = ["--data", join(project, "data")];
  await run(livename, ["people", "import", join(examples, "portal/people.csv"), ...data], { cwd: project });
  const args = ["serve", "--demo", "--port", "0", "--allow-origin", "http://localhost:*", ...data];
  const server = await serve(livename, args, { cwd: project });

  cpSync(join(examples, "app"), join(project, "app"), { recursive: true });
  const environment = { ...process.env, VITE_LIVENAME: server };
  await run("vite", ["build", "--logLevel", "warn", "app"], { cwd: project, env: environment });
  mkdirSync(join(project, "plain"));
  writeFileSync(join(project, "plain/index.html"), plainPage(server));
  say("Vite builds the example application");

  // The installed client, not the workspace's.
  const require = createRequire(join(project, "package.json"));
  const { connect } = await import(pathToFileURL(require.resolve("@livename/client")).href);
  const priya = connect({ url: server, token: () => "demo:priya" });
  const amy = connect({ url: server, token: () => "demo:amy" });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    for (const [folder, what] of [
      ["app/dist", "the page built by Vite"],
      ["plain", "the page with a script tag"],
    ]) {
      await priya.presence.set({ availability: "busy" });
      const address = await site(join(project, folder));
      await becomesLive(await browser.newPage(), `${address}/?as=amy`, priya);
      say(`${what} shows a name change, with no error`);
    }
    await botAnswers(project, server, amy);
    say("the example bot answers");
  } finally {
    priya.close();
    amy.close();
    await browser.close();
  }
}

async function becomesLive(page, address, priya) {
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(address);
  const icon = (status) =>
    page.locator(`live-name[person="priya@example.com"] svg.${status}, a[data-livename~="${status}"]`);
  try {
    await icon("busy").waitFor({ timeout: 20_000 });
    await priya.presence.set({ availability: "available" });
    await icon("available").waitFor({ timeout: 20_000 });
  } catch (error) {
    errors.push(error.message);
  }
  if (errors.length > 0) throw new Error(`${address}: ${errors.join("\n")}`);
  await page.close();
}

async function botAnswers(project, server, amy) {
  cpSync(join(examples, "bot"), join(project, "bot"), { recursive: true });
  // It goes on until this script ends, and prints where it is connected.
  await serve("node", ["bot/bot.js"], { cwd: project, env: { ...process.env, LIVENAME: server } });
  const chat = await amy.conversations.open("helpdesk@example.com");
  const answered = new Promise((resolve, reject) => {
    chat.on("message", ({ message }) => message.text === "You said: Hello" && resolve());
    setTimeout(() => reject(new Error("The example bot did not answer within 20 s")), 20_000).unref();
  });
  await chat.send("Hello");
  await answered;
}

const plainPage = (server) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Plain</title><link rel="icon" href="data:,"></head>
<body>
<p>Ask <a href="mailto:priya@example.com">Priya</a>.</p>
<script src="${server}/livename.js" data-scan></script>
</body>
</html>
`;

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };

/** Serves a folder from an origin of its own, as any web server does. */
async function site(folder) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const body = await readFile(join(folder, file)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(body);
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  server.unref();
  return `http://localhost:${server.address().port}`;
}
