import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { heardBy } from "./hostile.ts";
import { fieldOf, openStage, optionOf, type Stage } from "./page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

const TYPED = "nothing is just lost, ok? /gn";
const open = (body: string, options: Parameters<Stage["open"]>[1] = {}): Promise<Page> =>
  stage.open(body, { as: "amy", head: '<script src="/hostile.js"></script>', ...options });

/** Types as a person does. What stands in the field then, and what the page's listeners have heard meanwhile. */
async function typeInto(page: Page, field: Locator, text = TYPED): Promise<unknown> {
  await field.click();
  await heardBy(page);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+x");
  await page.keyboard.press("Control+v");
  return { text: await field.inputValue(), heard: await heardBy(page) };
}

const ALL = { text: `${TYPED.slice(0, -2)}n`, heard: [] };

describe("what is typed into a field of ours is not the page's", () => {
  test("chat: and Enter sends", async () => {
    const page = await open(`<live-chat person="ben@example.com"></live-chat>`);
    const field = fieldOf(page, "Message Ben Okonkwo");
    expect(await typeInto(page, field)).toEqual(ALL);
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("two");
    await page.keyboard.press("Enter");
    await page.locator(".bubble").getByText(`${ALL.text}\ntwo`).waitFor();
    expect(await field.inputValue()).toBe("");
    expect(await heardBy(page)).toEqual([]);
    await page.context().close();
  });

  test("search: and its arrows, Enter and Escape", async () => {
    const page = await open("<live-search></live-search>");
    const field = fieldOf(page, "Find people");
    expect(await typeInto(page, field)).toEqual(ALL);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("c");
    await optionOf(page).nth(1).waitFor();
    for (const key of ["ArrowDown", "ArrowUp", "Escape", "ArrowDown", "Home"]) await page.keyboard.press(key);
    expect(await heardBy(page)).toEqual([]);
    await page.context().close();
  });

  test("status message, and a moment of one's own", async () => {
    const page = await open("<live-status></live-status>");
    await page.getByRole("button", { name: /^Your status/ }).click();
    await page.getByLabel(/^Clear after/).selectOption("custom");
    expect(await typeInto(page, fieldOf(page, "Message"))).toEqual(ALL);
    await fieldOf(page, "Choose a time").click();
    await heardBy(page);
    await page.keyboard.type("0102");
    expect(await heardBy(page)).toEqual([]);
    await page.context().close();
  });

  test("contacts: names and notes, and who is added", async () => {
    const page = await open("<live-contacts></live-contacts>");
    expect(await typeInto(page, fieldOf(page, "Add people or groups"))).toEqual(ALL);
    await page.getByRole("button", { name: "New folder, import, export" }).click();
    await page.getByRole("menuitem", { name: "New folder" }).click();
    expect(await typeInto(page, fieldOf(page, "Rename: New folder"))).toEqual(ALL);
    await page.context().close();
  });

  test("privacy and alerts: people and messages", async () => {
    const page = await open("<live-privacy></live-privacy><live-alerts></live-alerts>");
    await page.getByRole("radio", { name: "Only these people" }).evaluate((radio: HTMLElement) => radio.click());
    expect(await typeInto(page, fieldOf(page, "Who sees you"))).toEqual(ALL);
    await page.getByRole("button", { name: "Add a status" }).click();
    expect(await typeInto(page, fieldOf(page, "Message"))).toEqual(ALL);
    await page.getByRole("button", { name: "Alerts" }).click();
    expect(await typeInto(page, fieldOf(page, "Person or group"))).toEqual(ALL);
    await page.context().close();
  });

  test("leaves no error in the console", () => {
    expect(stage.errors).toEqual([]);
  });
});

describe("a field of ours is a field", () => {
  const plain = (body: string, options: Parameters<Stage["open"]>[1] = {}) =>
    stage.open(body, { as: "amy", ...options });
  const inFrame = (page: Page) =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element instanceof HTMLIFrameElement
        ? element.contentDocument!.activeElement!.localName
        : element?.localName;
    });

  test("for the Tab key, for a press beside its text, for its label and for Escape", async () => {
    const page = await plain(`<a href="#before">Before</a><live-status></live-status><a href="#after">After</a>`);
    await page.getByRole("button", { name: /^Your status/ }).click();
    const message = fieldOf(page, "Message");
    await page.getByRole("menuitemradio", { name: "Available" }).focus();
    await page.keyboard.press("Tab");
    expect(await inFrame(page)).toBe("input");
    await page.keyboard.type("one");
    await page.keyboard.press("Tab");
    expect(await inFrame(page)).toBe("select");
    await page.keyboard.press("Shift+Tab");
    expect(await inFrame(page)).toBe("input");
    await page.keyboard.press("Shift+Tab");
    expect(await inFrame(page)).toBe("button");
    await page.getByText("Message", { exact: true }).click();
    await page.keyboard.press("End");
    await page.keyboard.type(" two");
    expect(await message.inputValue()).toBe("one two");
    await page.evaluate(() => {
      const heard: string[] = [];
      for (const type of ["keydown", "keyup"] as const)
        window.addEventListener(type, ({ key }) => heard.push(`${type} ${key}`), true);
      Object.assign(window, { heard });
    });
    await page.keyboard.press("Escape");
    await page.locator("live-status .panel").waitFor({ state: "hidden" });
    await expect.poll(() => inFrame(page)).toBe("button");
    expect(await heardBy(page), "the page hears neither the press nor its release").toEqual([]);
    await page.getByRole("button", { name: /^Your status/ }).click();
    await message.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Out");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Your status: Available, Out" }).waitFor();
    await page.context().close();
  });

  test.each(["append", "moveBefore"] as const)(
    "keeps text, selection and focus when it is moved by %s",
    async (way) => {
      const page = await plain(`<live-search></live-search><div id="other"></div>`);
      const field = fieldOf(page, "Find people");
      await field.pressSequentially("somebody");
      for (let times = 0; times < 4; times++) await page.keyboard.press("Shift+ArrowLeft");
      await page.evaluate((way) => {
        const other = document.querySelector("#other") as HTMLElement & {
          moveBefore(node: Node, before: Node | null): void;
        };
        const search = document.querySelector("live-search")!;
        if (way === "append") other.append(search);
        else other.moveBefore(search, null);
      }, way);
      await expect.poll(() => inFrame(page)).toBe("input");
      await page.keyboard.type("one");
      expect(await field.inputValue()).toBe("someone");
      await page.context().close();
    },
  );

  test("looks as what is around it, in a theme that comes later too", async () => {
    const page = await plain(`<live-search></live-search>`, {
      html: 'lang="ar" dir="rtl"',
      head: '<link rel="stylesheet" href="/scheme.css">',
    });
    const looks = () =>
      fieldOf(page, "Find people").evaluate((input) => {
        const { color, direction, colorScheme, fontSize } = getComputedStyle(input);
        return { color, direction, colorScheme, fontSize, lang: input.ownerDocument.documentElement.lang };
      });
    await expect
      .poll(looks)
      .toEqual({ color: "rgb(27, 31, 39)", direction: "rtl", colorScheme: "light dark", fontSize: "14px", lang: "ar" });
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(looks).toMatchObject({ color: "rgb(236, 238, 244)" });
    await page.context().close();
  });

  test("grows with its lines, and no further than it may", async () => {
    const page = await plain(`<live-chat person="ben@example.com"></live-chat>`);
    await fieldOf(page, "Message").click();
    const height = async () => (await page.locator("live-chat .text").boundingBox())!.height;
    expect(await height()).toBe(40);
    await page.keyboard.press("Shift+Enter");
    await expect.poll(height).toBe(60);
    for (let line = 0; line < 9; line++) await page.keyboard.press("Shift+Enter");
    await expect.poll(height).toBe(140);
    await page.context().close();
  });

  test("is as high as what was written before, and at another width, without an error on the page's window", async () => {
    const page = await plain('<div id="here"></div>');
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      window.addEventListener("error", ({ message }) => heard.push(message));
      const seen = new Set<number>();
      Object.assign(window, { seen });
      const look = (): void => {
        const field = document.querySelector("live-chat")?.shadowRoot?.querySelector<HTMLElement>(".text");
        if (field) seen.add(field.offsetHeight);
        requestAnimationFrame(look);
      };
      look();
      const chat = document.createElement("live-chat");
      chat.kept = { draft: "one\ntwo", fromEnd: undefined };
      chat.person = "ben@example.com";
      document.querySelector("#here")!.append(chat);
    });
    await fieldOf(page, "Message").waitFor();
    const height = async () => (await page.locator("live-chat .text").boundingBox())!.height;
    await expect.poll(height).toBe(60);
    expect(await page.evaluate(() => [...(window as unknown as { seen: Set<number> }).seen])).toEqual([60]);
    await page.evaluate(() => {
      document.querySelector("live-chat")!.kept = { draft: "word ".repeat(12), fromEnd: undefined };
      document.querySelector<HTMLElement>("#here")!.style.inlineSize = "240px";
      document.querySelector("#here")!.append(document.querySelector("live-chat")!);
    });
    await expect.poll(height).toBeGreaterThan(60);
    const narrow = await height();
    await page.evaluate(() => (document.querySelector<HTMLElement>("#here")!.style.inlineSize = "180px"));
    await expect.poll(height).toBeGreaterThan(narrow);
    await page.waitForTimeout(200);
    expect(await heardBy(page)).toEqual([]);
    await page.context().close();
  });

  test("keys that our controls act on stop there; others are the page's, and so are all that are pressed elsewhere", async () => {
    const page = await plain(
      `<live-status></live-status><live-privacy></live-privacy><p tabindex="0" id="page">Page</p>`,
    );
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      for (const type of ["keydown", "keypress", "keyup"])
        document.addEventListener(type, (event) => heard.push(`${type} ${(event as KeyboardEvent).key}`));
    });
    await page.getByRole("button", { name: /^Your status/ }).focus();
    await page.keyboard.press("s");
    expect(await heardBy(page)).toEqual(["keydown s", "keypress s", "keyup s"]);
    await page.keyboard.press("Enter");
    await page.getByRole("menuitemradio", { name: "Available" }).waitFor();
    for (const key of ["ArrowDown", "b", "Home", "Escape"]) await page.keyboard.press(key);
    await page.getByRole("radio", { name: "Only these people" }).focus();
    for (const key of ["ArrowDown", " "]) await page.keyboard.press(key);
    expect(await heardBy(page)).toEqual([]);
    await page.locator("#page").focus();
    await page.keyboard.press("j");
    expect(await heardBy(page)).toEqual(["keydown j", "keypress j", "keyup j"]);
    await page.context().close();
  });
});
