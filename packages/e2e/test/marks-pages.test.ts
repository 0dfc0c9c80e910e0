// Kinds of documents, and what a page may forbid or do before us: names come alive there, and open their card.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandServer, startCommandServer } from "../src/harness/command.ts";
import { type Silent, startSilent } from "../src/harness/silent.ts";
import { type Site, startSite } from "../src/harness/site.ts";
import { ENGINES, openTab, type Tab } from "../src/harness/tab.ts";

let server: CommandServer;
let site: Site;
let silent: Silent;

beforeAll(async () => {
  site = await startSite({});
  silent = await startSilent();
  server = await startCommandServer({ origins: [`http://127.0.0.1:${site.port}`] });
});
afterAll(async () => {
  await site?.close();
  await silent?.close();
  await server?.dispose();
});

const NAME = '<p>Ask <a id="name" href="mailto:mike@example.com">Mike</a>, or write.</p>';
const tag = (more = ""): string =>
  `<script src="${server.url}/livename.js" data-scan="" data-dock="off"${more}></script>`;
const head = '<meta charset="utf-8"/><title>A page</title><link rel="icon" href="data:,"/>';

/** Waits until the expression is true in the page; what it was at last is the failure. */
async function become(tab: Tab, expression: string): Promise<void> {
  const last = await tab.evaluate(`new Promise((resolve) => {
    const end = Date.now() + 15000;
    const look = () => {
      let value;
      try { value = ${expression} } catch (error) { value = String(error) }
      if (value === true || Date.now() > end) resolve(String(value));
      else setTimeout(look, 50);
    };
    look();
  })`);
  expect(last, expression).toBe("true");
}

const isLive = `document.querySelector("#name").getAttribute("data-livename").split(" ")[0] === "offline"`;
/** The card's element has a name of its own where another one has its name already. */
const isOpen = `[...document.querySelectorAll("*")].some((element) => /^live-card/.test(element.localName) && element.shadowRoot.textContent.includes("Mike O'Donnell"))`;

async function pointAtName(tab: Tab): Promise<void> {
  const place = String(
    await tab.evaluate(
      `(() => { const { x, y, width, height } = document.querySelector("#name").getBoundingClientRect(); return (x + width / 2) + " " + (y + height / 2); })()`,
    ),
  );
  const [x, y] = place.split(" ").map(Number);
  await tab.point(1, 1);
  await tab.point(x!, y!);
}

describe.each(ENGINES)("in %s", (engine) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await openTab(engine);
  });
  afterAll(() => tab?.close());

  /** Leaves the page before, whose last words on the console count for nothing here. Returns those from then on. */
  const afresh = async (): Promise<() => readonly string[]> => {
    await tab.goto("about:blank");
    const before = tab.complaints.length;
    return () => tab.complaints.slice(before);
  };

  const works = async (path: string): Promise<void> => {
    const complaints = await afresh();
    await tab.goto(`http://127.0.0.1:${site.port}${path}?as=amy`);
    await become(tab, isLive);
    await pointAtName(tab);
    await become(tab, isOpen);
    expect(complaints()).toEqual([]);
  };

  it("an XHTML document", async () => {
    site.pages.set("/xhtml", {
      type: "application/xhtml+xml; charset=utf-8",
      body: `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head>${head}${tag()}</head><body>${NAME}</body></html>`,
    });
    await works("/xhtml");
  });

  it("a document of old, with neither doctype nor closing tags, and names in capitals", async () => {
    site.pages.set("/quirks", {
      body: `<html><link rel=icon href="data:,">${tag()}<center><font>Ask <A ID=name HREF="MAILTO:Mike@Example.com">Mike</A></font><table><tr><td>x</table>`,
    });
    await works("/quirks");
    expect(await tab.evaluate("document.compatMode")).toBe("BackCompat");
  });

  it("a document whose addresses start from another place", async () => {
    site.pages.set("/base", {
      body: `<!doctype html><html lang="en"><head>${head}<base href="http://127.0.0.1:1/elsewhere/">${tag()}</head><body>${NAME}</body></html>`,
    });
    await works("/base");
  });

  it("a document that takes no text for code (Trusted Types)", async () => {
    const policy = (list: string) => ({
      "content-security-policy": `require-trusted-types-for 'script'${list}`,
    });
    const body = `<!doctype html><html lang="en"><head>${head}${tag()}</head><body>${NAME}</body></html>`;
    site.pages.set("/types", { body, headers: policy("") });
    await works("/types");
    site.pages.set("/types-listed", { body, headers: policy("; trusted-types portal lit-html") });
    await works("/types-listed");
    site.pages.set("/types-other", { body, headers: policy("; trusted-types portal") });
    await tab.goto(`http://127.0.0.1:${site.port}/types-other?as=amy&livename-debug`);
    await become(tab, `document.querySelector("[role=alert]").textContent.includes("Add lit-html to trusted-types")`);
  });

  it("a page where another one has our elements' name: nothing of ours, but for the panel", async () => {
    site.pages.set("/taken", {
      body: `<!doctype html><html lang="en"><head>${head}<script>customElements.define("live-name", class extends HTMLElement {});
        window.WebSocket = class extends WebSocket { constructor(_, protocol) { super("ws://127.0.0.1:${silent.port}/", protocol); } };</script>
        ${tag().replace("data-dock", "data-was")}</head><body>${NAME}<live-name person="mike@example.com">Mike</live-name></body></html>`,
    });
    const complaints = await afresh();
    await tab.goto(`http://127.0.0.1:${site.port}/taken?as=amy&livename-debug`);
    const panel = `document.querySelector("section[aria-label=Livename]").shadowRoot.textContent`;
    await become(tab, `${panel}.includes("<live-name> is on this page already")`);
    expect(
      await tab.evaluate(
        `livename.ready.then(() => "live", () => [...document.querySelectorAll("[data-livename], live-dock, live-card")].length + document.querySelector("live-name").outerHTML)`,
      ),
    ).toBe('0<live-name person="mike@example.com">Mike</live-name>');
    // The connection that the script began is not there yet, and is given up without a word.
    expect(complaints()).toEqual([]);
  });

  it("labels, rows and links whose presses are the page's, by pointer and by touch", async () => {
    site.pages.set("/presses", {
      body: `<!doctype html><html lang="en"><head>${head}${tag()}</head><body style="margin:40px"><p><label><input type="checkbox" id="tick"> <span class="name" data-person="mike@example.com">Mike</span></label></p>
        <ul><li tabindex="0" onmousedown="this.focus()"><span class="name" data-person="mike@example.com">Mike</span>: a message</li></ul>
        <p><a class="name" href="mailto:mike@example.com" onclick="document.title += ' link'; return false">Mike</a></p></body></html>`,
    });
    await tab.goto(`http://127.0.0.1:${site.port}/presses?as=amy`);
    await become(tab, `document.querySelectorAll("[data-livename]").length === 3`);
    const button = `document.querySelector("live-card")?.shadowRoot.querySelector("button.primary")`;
    const press = async (element: string, way?: "left" | "touch") => {
      const place = await tab.evaluate(
        `(() => { const { x, y, width, height } = (${element}).getBoundingClientRect(); return (x + width / 2) + " " + (y + height / 2); })()`,
      );
      const [x, y] = String(place).split(" ").map(Number);
      await tab.point(x!, y!, way);
    };
    const chats = `document.querySelector("live-dock")?.shadowRoot.querySelectorAll("live-chat").length`;
    for (const at of [0, 1]) {
      await press(`document.querySelectorAll(".name")[${at}]`);
      await become(tab, `${button} !== undefined && ${button} !== null`);
      await press(button, "left");
      await become(tab, `${chats} === 1`);
      expect(await tab.evaluate(`document.querySelector("#tick").checked`)).toBe(false);
      await tab.type("Escape");
      await tab.point(2, 2);
      await become(tab, `document.querySelector("live-card") === null`);
    }
    await press(`document.querySelectorAll(".name")[2]`, "touch");
    await become(tab, `${button} !== undefined && ${button} !== null`);
    expect(await tab.evaluate("document.title")).toBe("A page");
    await press(`document.querySelectorAll(".name")[2]`, "touch");
    await become(tab, `document.title === "A page link"`);
  });

  it("what the page clones, swaps and copies has one mark a name, and none in the copy", async () => {
    site.pages.set("/copies", {
      body: `<!doctype html><html lang="en"><head>${head}${tag()}</head><body style="margin:40px">${NAME}<button id="copy" onclick="getSelection().selectAllChildren(document.querySelector('p')); document.execCommand('copy')">Copy</button>
        <script>addEventListener("copy", () => { window.copied = document.querySelectorAll("[data-livename]").length })</script></body></html>`,
    });
    await tab.goto(`http://127.0.0.1:${site.port}/copies?as=amy`);
    await become(tab, isLive);
    await tab.evaluate(
      `(() => { const p = document.querySelector("p"); p.after(p.cloneNode(true)); p.outerHTML = p.outerHTML; })()`,
    );
    const marks = `[...document.querySelectorAll("[data-livename]")].map((name) => name.dataset.livename).join() === "offline,offline"`;
    await become(tab, marks);
    await tab.evaluate(`(() => { const snapshot = document.body.cloneNode(true); document.documentElement.replaceChild(document.createElement("body"), document.body);
      setTimeout(() => document.documentElement.replaceChild(snapshot, document.body), 300); })()`);
    await become(tab, `document.querySelector("p") !== null && ${marks}`);
    const [x, y] = String(
      await tab.evaluate(
        `(() => { const { x, y } = document.querySelector("#copy").getBoundingClientRect(); return (x + 5) + " " + (y + 5) })()`,
      ),
    )
      .split(" ")
      .map(Number);
    await tab.point(x!, y!, "left");
    // The first name's paragraph alone was selected.
    await become(tab, "window.copied === 1");
    await become(tab, marks);
  });

  it.each([
    [
      "opened and written anew",
      `document.open(); document.write("<!doctype html><title>New</title><live-name person=amy@example.com></live-name><p>So <a id=name href=mailto:mike@example.com>Mike</a>"); document.close()`,
    ],
    ["with another root element", "document.documentElement.replaceWith(document.documentElement.cloneNode(true))"],
  ])("a document %s", async (name, change) => {
    const path = `/${name.replaceAll(" ", "-")}`;
    site.pages.set(path, {
      body: `<!doctype html><html lang="en"><head>${head}${tag()}</head><body>${NAME}</body></html>`,
    });
    await works(path);
    await tab.evaluate(`(() => { ${change} })()`);
    await become(tab, isLive);
    await tab.point(300, 300);
    await become(tab, `!(${isOpen})`);
    await pointAtName(tab);
    await become(tab, isOpen);
  });

  it("a page that shows something else behind names later, by whatever its rules choose", async () => {
    const name = '<a href="mailto:mike@example.com">Mike</a>';
    const mail = '{ content: " (mail)" }';
    /** What begins to say so behind the name in it, and how. */
    const parts: readonly (readonly [id: string, rule: string, part: string, then: string])[] = [
      [
        "pointed",
        `tr:hover a::after ${mail}`,
        `<table><tr><td class="at">Here</td><td>${name}</td></tr></table>`,
        "point",
      ],
      ["focus", `#focus form:focus-within a::after ${mail}`, `<form><input class="at">${name}</form>`, "press"],
      ["checked", `#check:checked ~ a::after ${mail}`, `<input type="checkbox" id="check">${name}`, "check.click()"],
      ["target", `#target:target a::after ${mail}`, name, 'location.hash = "target"'],
      [
        "sibling",
        `[aria-expanded=true] + a::after ${mail}`,
        `<b id="head">Head</b>${name}`,
        'head.setAttribute("aria-expanded", "true")',
      ],
      ["inserted", "", name, `document.querySelector("style").sheet.insertRule('#inserted a::after ${mail}')`],
      ["media", "", `<style id="sheet" media="print">#media a::after ${mail}</style>${name}`, 'sheet.media = "all"'],
      ["theme", `[data-theme] #theme a::after ${mail}`, name, 'document.documentElement.dataset.theme = "x"'],
    ];
    const style = `<style>${parts.map(([, rule]) => rule).join("\n")}</style>`;
    const body = parts.map(([id, , part]) => `<div id="${id}">${part}</div>`).join("");
    site.pages.set("/later", {
      body: `<!doctype html><html lang="en"><head>${head}${style}${tag()}</head><body>${body}</body></html>`,
    });
    await tab.goto(`http://127.0.0.1:${site.port}/later?as=amy`);
    await tab.point(600, 500);
    await become(tab, `document.querySelectorAll("[data-livename]").length === ${parts.length}`);
    for (const [id, , , then] of parts) {
      // Firefox without a window gives no element the focus.
      if (engine === "Firefox" && then === "press") continue;
      if (then === "point" || then === "press") {
        const place = await tab.evaluate(
          `(() => { const { x, y } = document.querySelector("#${id} .at").getBoundingClientRect(); return (x + 4) + " " + (y + 4); })()`,
        );
        const [x, y] = String(place).split(" ").map(Number);
        await tab.point(x!, y!, then === "press" ? "left" : undefined);
      } else await tab.evaluate(`{ ${then} }`);
      const shows = `getComputedStyle(document.querySelector("#${id} a"), "::after").content === '" (mail)"'`;
      await become(tab, `${shows} || "${id}"`);
    }
  });

  it("a page whose names are laid out side by side, or are dark, by an attribute that comes later", async () => {
    site.pages.set("/attributes", {
      body: `<!doctype html><html lang="en"><head>${head}<style>
        [aria-busy=true] a { display: inline-flex; gap: 12px } [data-theme=dark] body { background: #111; color: #eee }</style>${tag()}</head><body>${NAME}</body></html>`,
    });
    await tab.goto(`http://127.0.0.1:${site.port}/attributes?as=amy`);
    await become(tab, isLive);
    const mark = `document.querySelector("#name").getAttribute("data-livename")`;
    await tab.evaluate(`{ document.documentElement.dataset.theme = "dark" }`);
    await become(tab, `${mark} === "offline dark" || ${mark}`);
    await tab.evaluate(`{ document.body.setAttribute("aria-busy", "true") }`);
    await become(tab, `${mark} === "offline over spoken" || ${mark}`);
    await tab.evaluate(`{ document.body.removeAttribute("aria-busy"); document.designMode = "on" }`);
    await become(tab, `${mark} === null || ${mark}`);
  });

  it("a page that takes every mark away at once: it has its way", async () => {
    site.pages.set("/fight", {
      body: `<!doctype html><html lang="en"><head>${head}<script>
        window.taken = 0;
        addEventListener("DOMContentLoaded", () => new MutationObserver((records) => {
          for (const { target } of records) if (target.hasAttribute("data-livename")) { taken++; target.removeAttribute("data-livename"); }
        }).observe(document.body, { attributes: true, subtree: true }));</script>${tag()}</head><body>${NAME}</body></html>`,
    });
    await tab.goto(`http://127.0.0.1:${site.port}/fight?as=amy`);
    await become(tab, "taken === 10 || taken");
    await tab.evaluate("new Promise((done) => setTimeout(done, 500))");
    expect(await tab.evaluate("taken")).toBe(10);
  });

  it("a page whose library has put an Array.from of its own in place of the browser's", async () => {
    site.pages.set("/array-from", {
      body: `<!doctype html><html lang="en"><head>${head}<script>
        Array.from = (item) => item == null ? [] : typeof item.length === "number" ? Array.prototype.slice.call(item) : [item];
        </script>${tag()}</head><body>${NAME}</body></html>`,
    });
    await works("/array-from");
  });

  it("an open shadow tree, also one that comes later", async () => {
    site.pages.set("/shadow", {
      body: `<!doctype html><html lang="en"><head>${head}${tag()}</head><body><div id="host"></div><div id="later"></div>${NAME}</body></html>`,
    });
    await works("/shadow");
    await tab.evaluate(`(() => {
      for (const id of ["host", "later"])
        document.getElementById(id).attachShadow({ mode: "open" }).innerHTML = '<a href="mailto:mike@example.com">Mike</a>';
      document.body.append(document.createElement("p"));
    })()`);
    await become(tab, `document.querySelector("#host").shadowRoot.querySelector("[data-livename=offline]") !== null`);
    await become(tab, `document.querySelector("#later").shadowRoot.querySelector("[data-livename=offline]") !== null`);
  });

  it("a page whose rules are for everything, and important", async () => {
    site.pages.set("/rules", {
      body: `<!doctype html><html lang="en"><head>${head}<style>* { all: unset !important; display: block !important; transform: translateX(3px) !important; position: static !important; opacity: .1 !important; margin: 40px !important; color: red !important; visibility: hidden !important }
        #name { visibility: visible !important }</style>${tag()}</head><body>${NAME}</body></html>`,
    });
    await works("/rules");
    const card = `[...document.querySelectorAll("*")].find((element) => /^live-card/.test(element.localName))`;
    await become(
      tab,
      `getComputedStyle(${card}).visibility === "visible" && getComputedStyle(${card}).opacity === "1" && getComputedStyle(${card}).position === "fixed"`,
    );
    await become(
      tab,
      `getComputedStyle(document.querySelector("#name"), "::after").display !== "block" || document.querySelector("#name").dataset.livename.includes("over")`,
    );
  });

  it("a chat on a page whose rules are for everything, and important", async () => {
    site.pages.set("/rules-dock", {
      body: `<!doctype html><html lang="en"><head>${head}<style>* { all: unset !important; display: block !important; transform: translateX(3px) !important; position: static !important; opacity: .1 !important; margin: 40px !important; visibility: hidden !important; width: 9px !important }</style>
        <script src="${server.url}/livename.js" data-scan=""></script></head><body>${NAME}</body></html>`,
    });
    await tab.goto(`http://127.0.0.1:${site.port}/rules-dock?as=amy`);
    await become(tab, `document.querySelector("live-dock")?.shadowRoot !== undefined`);
    await tab.evaluate(`document.querySelector("live-dock").open("mike@example.com", "Mike")`);
    const chat = `document.querySelector("live-dock").shadowRoot.querySelector("live-chat")`;
    const box = `${chat}.getBoundingClientRect()`;
    await become(
      tab,
      `${box}.width === 344 && ${box}.height > 400 && ${box}.right <= innerWidth && ${box}.bottom <= innerHeight`,
    );
    await become(
      tab,
      `getComputedStyle(${chat}).visibility === "visible" && getComputedStyle(${chat}).opacity === "1"`,
    );
    const middle = String(await tab.evaluate(`(${box}.x + 172) + " " + (${box}.y + 200)`))
      .split(" ")
      .map(Number);
    await become(tab, `document.elementFromPoint(${middle[0]}, ${middle[1]}) === document.querySelector("live-dock")`);
  });

  it("two hundred written names in a box: neither it nor the page is larger by them", async () => {
    const names = '<p><live-name person="mike@example.com">Mike</live-name></p>'.repeat(200);
    site.pages.set("/box", {
      body: `<!doctype html><html lang="en"><head>${head}</head><body><div id="box" style="height:300px;overflow:auto">${names}</div>${NAME}</body></html>`,
    });
    await tab.goto(`http://127.0.0.1:${site.port}/box?as=amy`);
    const sizes = `[document.documentElement, box].map((one) => one.scrollWidth + " " + one.scrollHeight).join()`;
    const before = await tab.evaluate(sizes);
    await tab.evaluate(
      `(() => { const script = document.createElement("script"); script.src = "${server.url}/livename.js"; script.dataset.scan = ""; document.head.append(script); })()`,
    );
    await become(tab, isLive);
    await become(
      tab,
      `[...document.querySelectorAll("live-name")].every((name) => name.shadowRoot?.querySelector("svg, .icon, [part]"))`,
    );
    expect(await tab.evaluate(sizes)).toBe(before);
    await tab.evaluate("(box.scrollTop = 4000, scrollTo(0, 1e6))");
    expect(await tab.evaluate("scrollY")).toBe(0);
    expect(await tab.evaluate(sizes)).toBe(before);
  });

  // Firefox keeps no page that has a WebSocket, whatever the page does with it.
  it.runIf(engine === "Chromium")("is kept for a way back, and lives on then", async () => {
    site.pages.set("/kept", {
      body: `<!doctype html><html lang="en"><head>${head}${tag()}</head><body>${NAME}<script>onpageshow = (event) => { window.kept = event.persisted }</script></body></html>`,
    });
    site.pages.set("/next", { body: `<!doctype html>${head}<p>Next` });
    await works("/kept");
    await tab.goto(`http://127.0.0.1:${site.port}/next`);
    await tab.evaluate("void setTimeout(() => history.back())");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await become(tab, "window.kept === true");
    await become(tab, isLive);
  });
});
