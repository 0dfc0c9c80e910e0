// Pictures of the running demo for the documentation: portal, static page, card and chat, in light, dark and phone
// size, as docs/screenshots/*.png. Everything on them is live: other tabs are the colleagues.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = process.argv[2] ?? join(root, "docs/screenshots");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const command = join(root, "packages/livename/bin/livename.mjs");
const data = mkdtempSync(join(tmpdir(), "livename-screenshots-"));
const children = [];

/** Starts a program and resolves with the address that it prints. */
async function start(...args) {
  const child = spawn("node", args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/[^\s"]+/.exec(line)?.[0].replace(/\/$/, "").replace("127.0.0.1", "localhost");
    if (address) {
      child.stdout.resume();
      return address;
    }
  }
  throw new Error(`${args[0]} ended without an address`);
}

const COLLEAGUES = [
  ["mike", { availability: "available" }],
  ["priya", { availability: "do-not-disturb", message: "Deep work until four" }],
  ["hannah", { availability: "busy", message: "Board meeting" }],
  ["lucia", { availability: "available" }],
  ["kenji", { availability: "available", message: "On duty: page me" }],
  ["chloe", { availability: "away" }],
  ["yusuf", { availability: "available" }],
  ["hyunju", { availability: "busy" }],
  ["jack", { availability: "available" }],
  ["lars", { availability: "away", message: "Back at three" }],
  ["oksana", { availability: "available" }],
  ["manaia", { availability: "available" }],
  ["samir", { availability: "do-not-disturb" }],
  ["jonas", { availability: "available" }],
  ["diego", { availability: "busy", message: "Pairing" }],
  ["fatima", { availability: "available" }],
  ["git-security", { availability: "available", message: "Answers within a day" }],
  ["distros", { availability: "away" }],
];

async function colleagues(address) {
  const { connect } = await import("@livename/client");
  return Promise.all(
    COLLEAGUES.map(async ([name, status]) => {
      const client = connect({ url: address, token: () => `demo:${PEOPLE[name] ?? name}`, device: `picture-${name}` });
      await client.ready;
      await client.presence.set(status);
      return [name, client];
    }),
  ).then((entries) => Object.fromEntries(entries));
}
const PEOPLE = { "git-security": "git-security@googlegroups.com", distros: "distros@vs.openwall.org" };

const LIGHT = { colorScheme: "light", viewport: { width: 1280, height: 860 } };
const DARK = { ...LIGHT, colorScheme: "dark" };
const PHONE = { colorScheme: "light", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function shoot(browser, address, { name, look, path, before }) {
  const context = await browser.newContext({ ...look, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`${address}/${path}${path.includes("?") ? "&" : "?"}as=amy`);
  await page.waitForFunction(() => window.livename?.ready?.then((client) => client.ready).then(() => true));
  await before?.(page);
  await page.waitForTimeout(700);
  await page.screenshot({ path: join(out, `${name}.png`) });
  await context.close();
  console.log(`  ${name}.png`);
}

const nameOf = (page, person) => page.locator(`main live-name[person="${person}@example.com"]`).first();
const openCard = (person) => async (page) => {
  await nameOf(page, person).hover();
  await page.waitForTimeout(600);
};
const tapCard = (person) => async (page) => {
  await nameOf(page, person).tap();
  await page.waitForTimeout(600);
};
const openChat = (person) => async (page) => {
  await nameOf(page, person).evaluate((name) => name.open());
  await page.waitForTimeout(600);
};

const LOOKS = [
  ["light", LIGHT],
  ["dark", DARK],
  ["phone", PHONE],
];

try {
  mkdirSync(out, { recursive: true });
  const people = join(root, "examples/portal/people.csv");
  const imported = spawnSync("node", [command, "people", "import", people, "--data", data], { stdio: "inherit" });
  if (imported.status !== 0) throw new Error("The demo people could not be imported");
  const site = ["--site", join(root, "examples/portal"), "--data", data, "--port", "0", "--demo"];
  const address = await start(command, "serve", ...site, "--allow-origin", "http://localhost:*");
  const page = await start(join(root, "examples/static-page/serve.mjs"), "0", address);

  const clients = await colleagues(address);
  const chat = await clients.mike.conversations.open("amy@example.com");
  await chat.send("Morning! Have you read my proposal?");
  await chat.send("The numbers on page three are from Samir, so they are right.");

  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--force-color-profile=srgb"] });
  for (const [look, options] of LOOKS) {
    const shot = (name, path, before) =>
      shoot(browser, address, { name: `${name}-${look}`, look: options, path, before });
    await shot("portal", "");
    await shot("mail", "mail.html");
    await shot("calendar", "calendar.html");
    await shot("tasks", "tasks.html");
    await shot("people", "people.html");
    await shot("card", "people.html", look === "phone" ? tapCard("priya") : openCard("priya"));
    await shot("chat", "mail.html", openChat("mike"));
    await shoot(browser, page, { name: `static-page-${look}`, look: options, path: "" });
  }
  await browser.close();
  for (const client of Object.values(clients)) client.close();
} finally {
  for (const child of children) child.kill();
  await Promise.all(children.map((child) => (child.exitCode === null ? once(child, "exit") : undefined)));
  rmSync(data, { recursive: true, force: true });
}
