// The built drop-in as a guest of pages that take their keyboard, their bodies and their frames into their own hands,
// with the libraries that do so on real sites, in Chromium and Firefox.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandServer, startCommandServer } from "../src/harness/command.ts";
import { bundled, published } from "../src/harness/libraries.ts";
import { type Site, startSite } from "../src/harness/site.ts";
import { ENGINES, openTab, type Tab } from "../src/harness/tab.ts";

/** Hears everything before anybody else and allows nothing. */
const HOSTILE = `<script>
  window.heard = [];
  for (const type of ["keydown", "keypress", "keyup", "beforeinput", "input", "paste", "focusin"])
    addEventListener(type, (event) => {
      heard.push(type + " " + (event.key ?? "") + " on " + event.target.localName);
      if (type !== "focusin") { event.preventDefault(); event.stopImmediatePropagation(); }
    }, true);
</script><button accesskey="s" onclick="heard.push('access key')">Save</button>`;

const REACT = `
  import { createElement as h } from "react";
  import { hydrateRoot } from "react-dom/client";
  import { renderToString } from "react-dom/server";
  const app = h("main", null, h("p", null, "Ask ", h("a", { id: "name", href: "mailto:lucia@example.com" }, "Lucía"), "."), h("input", { id: "field" }));
  const root = document.querySelector("#root");
  root.innerHTML = renderToString(app);
  window.markup = root.innerHTML;
  window.hydrate = () => new Promise((done) => {
    window.mismatches = [];
    hydrateRoot(root, app, { onRecoverableError: (error) => mismatches.push(String(error)) });
    setTimeout(done, 300);
  });
`;

/** What a server has rendered, taken over while the scan runs; a part of it later. */
const REACT_SSR = `
  import { createElement as h, lazy, Suspense } from "react";
  import { hydrateRoot } from "react-dom/client";
  import { renderToString } from "react-dom/server";
  const name = (id) => h("li", { key: id }, "Ask ", h("a", { id, href: "mailto:lucia@example.com" }, "Lucía"), ".");
  const Rows = () => h("ul", null, Array.from({ length: 200 }, (_, at) => name("row" + at)));
  const markup = renderToString(h("main", null, h(Suspense, null, h(Rows)), h("ul", null, name("name"))));
  const Late = lazy(() => new Promise((done) => setTimeout(() => done({ default: Rows }), 900)));
  window.mismatches = [];
  const error = console.error;
  console.error = (...words) => { mismatches.push(words.join(" ")); error(...words); };
  const root = document.querySelector("#root");
  if (root.dataset.rendered) {
    root.innerHTML = markup;
    hydrateRoot(root, h("main", null, h(Suspense, null, h(Late)), h("ul", null, name("name"))), { onRecoverableError: (error) => mismatches.push(String(error)) });
  }
`;

const PROSEMIRROR = `
  import { EditorState } from "prosemirror-state";
  import { EditorView } from "prosemirror-view";
  import { schema } from "prosemirror-schema-basic";
  import { keymap } from "prosemirror-keymap";
  import { baseKeymap } from "prosemirror-commands";
  const doc = schema.node("doc", null, [schema.node("paragraph", null, [schema.text("Dear Lucía")])]);
  window.view = new EditorView(document.querySelector("#editor"), { state: EditorState.create({ doc, plugins: [keymap(baseKeymap)] }) });
`;

/** Closes its menus when something outside is pressed, has shortcuts, and sorts its list by the mouse. */
const LISTENS = `<script>
  window.heard = [];
  for (const type of ["click", "mousedown", "mouseup", "pointerdown", "pointerup", "keydown"])
    document.addEventListener(type, (event) => heard.push(type + (event.key ? " " + event.key : "")));
  addEventListener("mousedown", (event) => { if (event.target.closest("li")) event.preventDefault(); });
</script>`;

let server: CommandServer;
let site: Site;
let home: string;
beforeAll(async () => {
  server = await startCommandServer({ origins: ["http://127.0.0.1:*"] });
  const script = (type: string, body: string) => ({ type, body });
  const js = "text/javascript; charset=utf-8";
  const live = `<script src="${server.url}/livename.js" data-scan></script>`;
  const page = (body: string, head = "") => ({
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">${head}${live}</head><body style="margin:60px">${body}</body></html>`,
  });
  const name = `<a id="name" href="mailto:lucia@example.com">Lucía</a>`;
  site = await startSite({
    "/turbo.js": script(js, published("@hotwired/turbo/dist/turbo.es2017-umd.js")),
    "/htmx.js": script(js, published("htmx.org/dist/htmx.js")),
    "/react.js": script(js, await bundled(REACT)),
    "/react-ssr.js": script(js, await bundled(REACT_SSR)),
    "/prosemirror.js": script(js, await bundled(PROSEMIRROR)),
    "/hostile": page(name, HOSTILE),
    "/turbo": page(`<p>One ${name} <a id="next" href="/turbo-two">Next</a></p>`, `<script src="/turbo.js"></script>`),
    "/turbo-two": page(`<p id="two">Two ${name}</p>`, `<script src="/turbo.js"></script>`),
    "/htmx": page(
      `<div hx-boost="true"><p>One ${name} <a id="next" href="/htmx-two">Next</a></p></div>`,
      `<script src="/htmx.js"></script>`,
    ),
    "/htmx-two": page(`<p id="two">Two ${name}</p>`, `<script src="/htmx.js"></script>`),
    "/plain": page(`<p>One ${name} <a id="next" href="/plain-two">Next</a></p>`),
    "/plain-two": page(`<p id="two">Two ${name}</p>`),
    "/react": page(`<div id="root"></div>`, `<script src="/react.js" defer></script>`),
    "/react-ssr": page(`<div id="root" data-rendered="yes"></div>`, `<script src="/react-ssr.js" defer></script>`),
    "/listens": page(
      `<ul>${["lucia", "amy", "ben"].map((one, at) => `<li style="padding:12px"><a ${at === 0 ? 'id="name" ' : ""}draggable="false" href="mailto:${one}@example.com">${one}</a></li>`).join("")}</ul>`,
      LISTENS,
    ),
    "/prosemirror": page(`<div id="editor"></div><p>${name}</p>`, `<script src="/prosemirror.js" defer></script>`),
    "/frames": page(`<p>Top</p><iframe src="/framed?as=kenji" width="600" height="500"></iframe>`),
    "/framed": page(name),
  });
  home = `http://127.0.0.1:${site.port}`;
});
afterAll(async () => {
  await site?.close();
  await server?.dispose();
});

/** Waits until an expression is true in the page. */
const until = (tab: Tab, expression: string): Promise<void> =>
  expect.poll(() => tab.evaluate(`Boolean(${expression})`), { message: expression, timeout: 20_000 }).toBe(true);

const FIELD = `(() => {
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const found = element.localName === "iframe" && root instanceof ShadowRoot ? element.contentDocument?.querySelector("textarea") : element.shadowRoot && look(element.shadowRoot);
      if (found) return found;
    }
  };
  return look(document);
})()`;
const text = (tab: Tab): Promise<unknown> => tab.evaluate(`${FIELD}?.value ?? "no field"`);
const docks = (tab: Tab): Promise<unknown> => tab.evaluate(`document.querySelectorAll("live-dock").length`);

/** Opens the chat with Lucía by pointing at her name, as a person does, in the page or in its frame. */
async function openChat(tab: Tab, page = "document"): Promise<void> {
  await until(tab, `${page}.querySelector("#name[data-livename]")`);
  const offset = page === "document" ? "{ x: 0, y: 0 }" : `document.querySelector("iframe").getBoundingClientRect()`;
  const at = async (element: string, from: string): Promise<[number, number]> => {
    const found = await tab.evaluate(
      `(() => { const { x, y, width, height } = (${element}).getBoundingClientRect(); const o = ${from}; return (x + o.x + width / 2) + " " + (y + o.y + height / 2); })()`,
    );
    const [x, y] = String(found).split(" ").map(Number);
    return [x!, y!];
  };
  await tab.point(...(await at(`${page}.querySelector("#name")`, offset)));
  const button = `[...(${page}.querySelector("live-card")?.shadowRoot.querySelectorAll("button.primary") ?? [])][0]`;
  await until(tab, button);
  await tab.point(...(await at(button, offset)), "left");
  await until(tab, FIELD);
  // A window without a screen may have no focus; keys go there all the same.
  await until(
    tab,
    `document.activeElement.localName === "live-dock" && ${FIELD}.ownerDocument.activeElement === ${FIELD}`,
  );
}

// Each with a viewer of its own: what is kept in a tab is the viewer's.
describe.each(ENGINES)("a guest in %s", (engine) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await openTab(engine);
    await tab.resize(1000, 700);
  });
  afterAll(() => tab?.close());

  it("keeps what is typed from a page that hears everything first", async () => {
    await tab.goto(`${home}/hostile?as=amy`);
    await openChat(tab);
    await tab.evaluate("heard.splice(0)");
    await tab.type(..."nothing is just lost, ok? /gn");
    expect(await text(tab)).toBe("nothing is just lost, ok? /gn");
    await tab.type("Alt+Shift+S", "Alt+s");
    expect(await tab.evaluate("heard.join()")).toBe("");
  });

  it.each([
    ["turbo", "priya"],
    ["htmx", "lars"],
    ["plain", "hyunju"],
  ])("goes on with the next page: %s", async (way, as) => {
    await tab.goto(`${home}/${way}?as=${as}`);
    await openChat(tab);
    await tab.type(..."half a");
    await tab.evaluate(`document.querySelector("#next").click()`);
    await until(tab, `document.querySelector("#two #name[data-livename]")`);
    await expect.poll(() => text(tab)).toBe("half a");
    expect(await docks(tab)).toBe(1);
    expect(await tab.evaluate(`document.querySelectorAll("[data-livename]").length`)).toBe(1);
  });

  it("leaves React's hydration alone, before and after it", async () => {
    await tab.goto(`${home}/react?as=mike`);
    await until(tab, "window.hydrate");
    await tab.evaluate("hydrate()");
    await openChat(tab);
    await tab.type(..."for you");
    expect(await text(tab)).toBe("for you");
    expect(await tab.evaluate("mismatches.join()")).toBe("");
    expect(
      await tab.evaluate(`document.querySelector("#root").innerHTML.replace(/ data-livename="[^"]*"/g, "") === markup`),
    ).toBe(true);
  });

  it("leaves what React takes over later alone until it has, and marks it then", async () => {
    await tab.goto(`${home}/react-ssr?as=mike`);
    await until(tab, `document.querySelectorAll("[data-livename]").length === 201`);
    expect(await tab.evaluate("mismatches.join()")).toBe("");
  });

  it("keeps presses on the chats to itself, and the keyboard with them", async () => {
    await tab.goto(`${home}/listens?as=yusuf`);
    await openChat(tab);
    await tab.evaluate("heard.splice(0)");
    const ours = (selector: string): string =>
      `(() => { const dock = document.querySelector("live-dock").shadowRoot; return dock.querySelector("live-chat")?.shadowRoot.querySelector(${JSON.stringify(selector)}) ?? dock.querySelector(${JSON.stringify(selector)}); })()`;
    for (const selector of ["[role=log]", "[aria-label^=Minimise]"]) {
      await until(tab, ours(selector));
      const at = await tab.evaluate(
        `(() => { const { x, y } = ${ours(selector)}.getBoundingClientRect(); return (x + 6) + " " + (y + 6); })()`,
      );
      const [x, y] = String(at).split(" ").map(Number);
      await tab.point(x!, y!, "left");
    }
    const focused = `document.activeElement.shadowRoot?.activeElement?.className`;
    await until(tab, `${focused} === "tab"`);
    // In a window that has no focus Firefox presses no button by a key.
    if (engine === "Chromium") {
      await tab.type("Enter");
      await until(tab, `${FIELD} && ${FIELD}.ownerDocument.activeElement === ${FIELD}`);
      await tab.evaluate(`${ours("[aria-label^=Minimise]")}.focus()`);
      await tab.type("Enter");
      await until(tab, `${focused} === "tab"`);
    }
    expect(await tab.evaluate("heard.join()")).toBe("");
    await tab.type("j");
    expect(await tab.evaluate("heard.join()")).toBe("keydown j");
  });

  it("takes the card away when the name that it belongs to is dragged", async () => {
    await tab.goto(`${home}/listens?as=yusuf`);
    await until(tab, `document.querySelectorAll("[data-livename]").length > 1`);
    const at = async (selector: string): Promise<[number, number]> => {
      const found = await tab.evaluate(
        `(() => { const { x, y, width, height } = document.querySelector("${selector}").getBoundingClientRect(); return (x + width / 2) + " " + (y + height / 2); })()`,
      );
      const [x, y] = String(found).split(" ").map(Number);
      return [x!, y!];
    };
    await tab.point(...(await at("#name")));
    await until(tab, `document.querySelector("live-card")`);
    await tab.drag(await at("#name"), await at("li:nth-child(3)"), async () => {
      // Longer than a card takes to open.
      await new Promise((done) => setTimeout(done, 700));
      expect(await tab.evaluate(`document.querySelector("live-card") === null`)).toBe(true);
    });
  });

  it("writes nothing into an editor, whose keys stay its own", async () => {
    await tab.goto(`${home}/prosemirror?as=hannah`);
    await openChat(tab);
    await tab.type(..."for the chat", "Backspace");
    expect(await text(tab)).toBe("for the cha");
    expect(await tab.evaluate("view.state.doc.textContent")).toBe("Dear Lucía");
    await tab.evaluate("view.focus()");
    await tab.type(..."xy");
    expect(await tab.evaluate("view.state.doc.textContent.replace('Dear Lucía', '')")).toBe("xy");
  });

  it("has one dock in a page and its frames of the same origin", async () => {
    await tab.goto(`${home}/frames?as=kenji`);
    const framed = `document.querySelector("body > iframe").contentDocument`;
    await until(tab, `${framed}?.readyState === "complete"`);
    await openChat(tab, framed);
    await tab.type(..."from the frame");
    expect(await text(tab)).toBe("from the frame");
    expect(await docks(tab)).toBe(1);
    expect(await tab.evaluate(`${framed}.querySelectorAll("live-dock").length`)).toBe(0);
    // A card in the frame closes when the pointer leaves the frame, of which nothing else tells there.
    const at = await tab.evaluate(
      `(() => { const o = document.querySelector("iframe").getBoundingClientRect(); const n = ${framed}.querySelector("#name").getBoundingClientRect(); return (o.x + n.x + 5) + " " + (o.y + n.y + 5) })()`,
    );
    const [x, y] = String(at).split(" ").map(Number);
    await tab.point(x!, y!);
    await until(tab, `${framed}.querySelector("live-card")`);
    await tab.point(3, 3);
    await until(tab, `!${framed}.querySelector("live-card")`);
  });
});
