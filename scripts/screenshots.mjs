// Pictures of the running demo for the documentation: portal, static page, card and chat, in light, dark and phone
// size, as docs/screenshots/*.png. Everything on them is live: other tabs are the colleagues.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import UPNG from "upng-js";
import { arrive, COLLEAGUES } from "../examples/crowd/crowd.mjs";
import { endWithin, run, serve } from "./running.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = process.argv[2] ?? join(root, "docs/screenshots");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const command = join(root, "packages/livename/bin/livename.mjs");
const data = mkdtempSync(join(tmpdir(), "livename-screenshots-"));
endWithin(5);
process.on("exit", () => rmSync(data, { recursive: true, force: true }));

async function colleagues(address) {
  const statuses = Object.entries({ ...COLLEAGUES, mike: { availability: "available" } });
  const clients = statuses.map(async ([person, status]) => [person, await arrive(address, person, status)]);
  return Object.fromEntries(await Promise.all(clients));
}

const LIGHT = { colorScheme: "light", viewport: { width: 1280, height: 860 } };
const DARK = { ...LIGHT, colorScheme: "dark" };
const PHONE = { colorScheme: "light", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Three colleagues have the page open too. */
function visit(clients, page) {
  const visits = ["lucia", "yusuf", "oksana"].map((name) => clients[name].places.enter(page));
  return () => {
    for (const place of visits) place.leave();
  };
}

/** With 256 colours a picture of a page looks the same and is a third as large. */
function withPalette(png) {
  const image = UPNG.decode(png);
  return Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, 256));
}

async function shoot(browser, address, { name, look, path, before }) {
  const context = await browser.newContext({ ...look, reducedMotion: "reduce" });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(`${address}/${path}${path.includes("?") ? "&" : "?"}as=amy`);
  await page.waitForFunction(() => window.livename?.ready?.then((client) => client.ready).then(() => true));
  await before?.(page);
  await page.waitForTimeout(700);
  writeFileSync(join(out, `${name}.png`), withPalette(await page.screenshot()));
  await context.close();
  if (errors.length > 0) throw new Error(`${name}: ${errors.join("\n")}`);
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

const showWholeCard = async (page) => {
  await page.locator('a[href^="mailto:git-security"]').first().hover();
  await page.waitForTimeout(600);
};

/** A field stands in a frame of its own. */
const fieldOf = (page, label) =>
  page.locator(`iframe[aria-label^="${label}"]`).contentFrame().locator("input, textarea");

const search = async (page) => {
  const field = fieldOf(page, "Find anybody");
  await field.pressSequentially("sal", { delay: 20 });
  await page.locator("main > .bar live-search .option").first().waitFor();
};

const scrollTo = (element) => async (page) => {
  const found = page.locator(element).first();
  await found.locator("live-name").first().waitFor();
  await found.evaluate((one) => one.closest("section").scrollIntoView({ block: "start" }));
  await page.evaluate(() => scrollBy(0, -76));
};

/** Amy's contacts, as she has sorted them. */
async function keepContacts(address) {
  const amy = await arrive(address, "amy", {});
  const contacts = await amy.contacts.open();
  const launch = await contacts.addFolder("Spring launch");
  await contacts.add("lars@example.com", { into: launch, note: "Release notes" });
  await contacts.add("hyunju@example.com", { into: launch });
  await contacts.add("priya@example.com", { into: launch });
  const lyon = await contacts.addFolder("Lyon pilot");
  await contacts.add("chloe@example.com", { into: lyon });
  await contacts.add("manaia@example.com", { into: lyon, nickname: "Manaia (partners)" });
  await contacts.add("mike@example.com");
  await contacts.addGroup("on-duty");
  contacts.close();
  await amy.signOut();
}

/** In the form only: what is saved would show in the other pictures. */
const hideFromSomebody = async (page) => {
  await page.getByRole("radio", { name: "Everybody but these people" }).check();
  await fieldOf(page, "From whom you hide").fill("jack");
  await page.locator(".option", { hasText: "Jack" }).click();
  await page.getByRole("button", { name: "Add a status" }).click();
  await fieldOf(page, "To whom").fill("sales");
  await page.locator(".option", { hasText: "Sales" }).first().click();
  await fieldOf(page, "Message").fill("At the quarter's books");
  await page.evaluate(() => scrollTo(0, 0));
};

const openAlerts = (mike) => async (page) => {
  await page.evaluate(async () => {
    const alerts = await (await window.livename.ready).alerts.open();
    if (alerts.rules.length > 0) return;
    await alerts.add("mike@example.com", "available");
    await alerts.add("jack@example.com", "online", { once: true });
    await alerts.add({ group: "on-duty" }, "online");
  });
  await mike.presence.set({ availability: "busy" });
  // Others are told of a change 2 s after the one before.
  await page.waitForTimeout(2_500);
  await mike.presence.set({ availability: "available" });
  await page.locator("live-alerts .count").waitFor();
  await page.locator("live-alerts .bell").click();
};

const openStatus = async (page) => {
  await page.locator("live-status .own").click();
};

const LOOKS = [
  ["light", LIGHT],
  ["dark", DARK],
  ["phone", PHONE],
];

async function shootAll() {
  mkdirSync(out, { recursive: true });
  const portal = join(root, "examples/portal");
  await run("node", [command, "people", "import", join(portal, "people.csv"), "--data", data]);
  await run("node", [command, "groups", "import", join(portal, "groups.csv"), "--data", data]);
  const site = ["--site", portal, "--data", data, "--port", "0", "--demo", "--allow-origin", "http://localhost:*"];
  const address = await serve("node", [command, "serve", ...site]);
  const page = await serve("node", [join(root, "examples/static-page/serve.mjs"), "0", address]);

  const clients = await colleagues(address);
  const chat = await clients.mike.conversations.open("amy@example.com");
  await chat.send("Morning! Have you read my proposal?");
  await chat.send("The numbers on page three are from Samir, so they are right.");

  await keepContacts(address);

  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--force-color-profile=srgb"] });
  for (const [look, options] of LOOKS) {
    const shot = async (name, path, before) => {
      const leave = visit(clients, `${address}/${path}`);
      await shoot(browser, address, { name: `${name}-${look}`, look: options, path, before });
      leave();
    };
    await shot("portal", "");
    await shot("mail", "mail.html");
    await shot("calendar", "calendar.html");
    await shot("tasks", "tasks.html");
    await shot("people", "people.html");
    await shot("card", "people.html", look === "phone" ? tapCard("priya") : openCard("priya"));
    await shot("chat", "mail.html", openChat("mike"));
    await shot("list", "", scrollTo("live-list"));
    await shot("search", "people.html", search);
    await shot("contacts", "people.html", scrollTo("live-contacts"));
    await shot("chart", "people.html", scrollTo("live-chart"));
    await shot("privacy", "privacy.html", hideFromSomebody);
    await shot("alerts", "people.html", openAlerts(clients.mike));
    await shot("status", "", openStatus);
    await shoot(browser, page, {
      name: `static-page-${look}`,
      look: options,
      path: "",
      before: look === "phone" ? undefined : showWholeCard,
    });
  }
}

// The colleagues' connections come back as long as they live, and a browser stays open: the end is an end for all.
await shootAll().then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
