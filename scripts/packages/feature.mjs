// The example of a feature in an empty folder, as somebody outside has it: installed, checked, tested, started, and shared by
// two tabs.
import { spawn } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { run } from "../running.mjs";
import { add } from "./project.mjs";

const example = fileURLToPath(new URL("../../examples/feature/", import.meta.url));
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MADE = ["gen", "dist", "data", "node_modules"];
const patience = { timeout: 30_000 };

export async function checkFeature(packed, folder, say) {
  const project = join(folder, "feature");
  cpSync(example, project, { recursive: true, filter: (path) => !MADE.includes(basename(path)) });
  await add(
    packed.filter(({ manifest }) => manifest.name !== "livename"),
    project,
  );
  await run("npm", ["run", "types"], { cwd: project });
  await run("npm", ["test"], { cwd: project });
  say("the example of a feature is installed from tarballs, and its types and tests pass");

  let server = await start(project, "0");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const errors = [];
    const open = async (address, options) => {
      const page = await browser.newPage(options);
      page.setDefaultTimeout(patience.timeout);
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" && /policy|axe/i.test(message.text())) errors.push(message.text());
      });
      await page.goto(address);
      return page;
    };
    const [amy, ben] = [await open(`${server.url}/?as=amy`), await open(`${server.url}/?as=ben`)];
    await pin(amy, "Ship on Friday");
    await note(ben, "Ship on Friday").locator("live-name", { hasText: "Amy" }).locator("svg.available").waitFor();
    if (
      await note(ben, "Ship on Friday")
        .getByRole("button", { name: /^Take off/ })
        .count()
    )
      throw new Error("Ben may take off what Amy pinned");
    await pin(ben, "ניפגש מחר");
    await note(amy, "ניפגש").waitFor();
    say("npm start: what one tab pins, the other shows, with the live name of who pinned it");

    await server.stop();
    server = await start(project, new URL(server.url).port);
    await note(await open(`${server.url}/?as=ben`), "Ship on Friday").waitFor();
    await pin(ben, "Back again");
    await note(amy, "Back again").waitFor();
    say("the pins are there after the server started again, and tabs that were open go on");

    const take = note(amy, "Ship on Friday").getByRole("button", { name: "Take off: Ship on Friday" });
    await take.focus();
    await amy.keyboard.press("Enter");
    await note(ben, "Ship on Friday").waitFor({ state: "detached" });
    for (const [what, search, options] of [
      ["light", "", { colorScheme: "light" }],
      ["dark", "", { colorScheme: "dark" }],
      ["narrow, from right to left", "&dir=rtl", { viewport: { width: 360, height: 740 } }],
    ]) {
      const page = await open(`${server.url}/?as=amy${search}`, options);
      await note(page, "Back again").locator("live-name").waitFor();
      await faults(page, what);
    }
    if (errors.length > 0) throw new Error(errors.join("\n"));
    say("axe finds nothing on it, light, dark, and at 360 px from right to left");
  } finally {
    await browser.close();
    await server.stop();
  }
}

const note = (page, text) => page.locator("pin-board li", { hasText: text });

/** By the keyboard alone. */
async function pin(page, text) {
  const field = page.getByRole("textbox", { name: "Note to pin" });
  await field.focus();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await note(page, text).waitFor();
}

async function faults(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const found = violations.map(({ id, nodes }) => `${id} at ${JSON.stringify(nodes.map(({ target }) => target))}`);
  if (width > 0) found.push(`it is ${width} px wider than the window`);
  if (found.length > 0) throw new Error(`The example of a feature, ${what}: ${found.join("; ")}`);
}

/** `npm start` in a group of processes that ends together. */
async function start(project, port) {
  const env = { ...process.env, PORT: port };
  const child = spawn("npm", ["start"], { cwd: project, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended.
    }
  };
  process.on("exit", () => kill("SIGKILL"));
  const said = [];
  const url = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        const address = /http:\/\/[\w.:]+/.exec(line)?.[0];
        if (address) resolve(address);
      });
    void ended.then((code) => reject(new Error(`npm start ended with ${code}:\n${said.join("\n")}`)));
  });
  return {
    url,
    stop() {
      kill("SIGTERM");
      return ended;
    },
  };
}
