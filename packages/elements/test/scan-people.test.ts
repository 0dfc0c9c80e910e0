// Whom a page names, on a real page by a real server: markup, map, written names, plain addresses.
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { pageProvider as PageProvider } from "../src/provider/page.ts";
import type { readMap as ReadMap, scan as Scan } from "../src/scan/index.ts";
import type { matcher as MatcherOf, PeopleSources } from "../src/scan/match.ts";
import type { Resolver as ResolverOf } from "../src/scan/resolver.ts";
import { openStage, type Stage } from "./page.ts";

interface TestWindow {
  scan: typeof Scan;
  readMap: typeof ReadMap;
  matcher: typeof MatcherOf;
  Resolver: typeof ResolverOf;
  pageProvider: typeof PageProvider;
  count: number;
}

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.server.addPeople([{ address: "b.stone@example.com", name: "Bob Stone" }, "ben@m\u00fcnchen.example"]);
  await stage.server.addPeople([{ address: "bob.stone@example.com", name: "Bob Stone" }]);
}, 60_000);
afterAll(() => stage.close());

interface Asked extends Omit<PeopleSources, "rules"> {
  readonly map?: string;
  readonly application?: string;
}

/** Whom each element with an id names: the people's names; text in brackets where only a part of it does. */
async function people(page: Page, { map, application, ...sources }: Asked = {}): Promise<Record<string, string>> {
  return page.evaluate(
    async ({ map, application, sources }) => {
      const { matcher, Resolver, readMap, pageProvider } = window as unknown as TestWindow;
      const { rules } = readMap(map, { application });
      const found = matcher({ ...sources, rules }, "live-name, live-chat");
      const texts = [...found.texts(document)];
      const elements = [...document.querySelectorAll(found.selector), ...texts.map((text) => text.parentElement!)];
      const whole = [...new Set(elements)].map((element) => found.match(element));
      const matches = [...whole, ...texts.flatMap((text) => found.matchText(text))].filter(
        (match) => match !== undefined,
      );
      const answers: Record<string, string> = {};
      const { directory } = pageProvider().client!;
      let open = matches.length;
      await new Promise<void>((done) => {
        const look = (match: (typeof matches)[number]): void => {
          const known = resolver.look(match.who, match);
          if (!known) return;
          const { element, part } = match;
          const id = part ? `${element.id} (${part.text.data.slice(part.from, part.to)})` : element.id;
          const named =
            known.is === "one"
              ? directory.get(known.person).then(([person]) => person?.name ?? "stranger")
              : Promise.resolve(known.is === "several" ? known.people.map(({ name }) => name).join(" | ") : "nobody");
          void named.then((name) => {
            answers[id] = id in answers ? `${answers[id]} and again ${name}` : name;
            if (--open === 0) done();
          });
        };
        const resolver = new Resolver<(typeof matches)[number]>(pageProvider(), (places) => {
          for (const place of places) look(place);
        });
        for (const match of matches) look(match);
        if (open === 0) done();
      });
      return answers;
    },
    { map, application, sources },
  );
}

describe("A11: what says by itself that it is a person", () => {
  test("links to mail as browsers read them, microdata, h-card's and JSON-LD's people", async () => {
    const page = await stage.open(
      `<a id="blank" href=" MailTo:%22Okonkwo,%20Ben%22 <ben@example.com>;">Ben</a>
       <map name="m"><area id="area" href="mailto:amy@example.com" alt="Amy"></map>
       <a id="two" href="mailto:amy@example.com;ben@example.com">Both</a>
       <a id="idn" href="mailto:ben@xn--mnchen-3ya.example">B.</a> <a id="idn2" href="mailto:ben@M%C3%BCnchen.example">B.</a>
       <span id="u-email" class="u-email">amy@example.com</span>
       <p class="h-card"><b id="h-card" class="p-name">Ben</b> <data class="u-email" value="mailto:ben@example.com">mail</data></p>
       <div itemscope itemtype="http://schema.org/Thing https://schema.org/Person/"><i id="schema" itemprop="name">Cleo</i>
         <a itemprop="email" href="mailto:Cleo%20&lt;cleo@example.com>">mail</a></div>
       <div itemscope itemtype="https://schema.org/PersonalTrainer"><i itemprop="name">Amy</i><i itemprop="email">amy@example.com</i></div>
       <a id="by-page" rel="author" href="/people/amy">A.</a> <a id="by-name" rel="AUTHOR" href="/x">Ben
         Okonkwo</a> <a id="other" rel="author" href="/people/eve">Eve</a>
       <script type="application/ld+json">[{"@type":"Person","email":"amy@example.com","url":"/people/amy","name":"Amy"},
         {"@graph":[{"@type":"Person","email":"mailto:ben@example.com","name":"Ben Okonkwo"}]}]</script>`,
      { as: "cleo" },
    );
    expect(await people(page)).toEqual({
      blank: "Ben Okonkwo",
      area: "Amy Currie",
      idn: "Ben",
      idn2: "Ben",
      "u-email": "Amy Currie",
      "h-card": "Ben Okonkwo",
      schema: "Cleo Gro\u00dfmann",
      "by-page": "Amy Currie",
      "by-name": "Ben Okonkwo",
    });
    await page.context().close();
  });

  test("and nobody in an editor", async () => {
    const link = '<a href="mailto:amy@example.com">Amy</a>';
    const page = await stage.open(
      `<div class="ProseMirror">${link}</div><div contenteditable="plaintext-only">${link}</div>
       <div contenteditable>${link}<span contenteditable="false">${link}</span></div><div role="textbox">${link}</div>
       <p>${link.replace("<a", '<a id="read"')}</p>`,
      { as: "cleo" },
    );
    expect(await people(page)).toEqual({ read: "Amy Currie" });
    await page.evaluate(() => {
      document.designMode = "on";
    });
    expect(await people(page)).toEqual({});
    await page.context().close();
  });
});

describe("D15: whom a host writes without an address", () => {
  const ROWS = `<table><tr><td class="author"><a id="number" href="/users/17">#17</a></td>
      <td class="author" id="name">Amy  Currie</td><td class="author" id="both">Bob Stone</td>
      <td class="author" id="none">Nobody Atall</td><td class="author" id="dash">—</td>
      <td class="author" id="mail">Cleo &lt;cleo@example.com></td></tr></table>
    <a id="edit" href="/users/17/edit">Edit</a> <a id="unknown" href="/users/18">18</a>
    <a id="elsewhere" href="https://elsewhere.example.org/users/17">Ben</a>
    <a id="tilde" href="/~BOkonkwo">b</a> <a id="wrong" href="/~17x">17x</a>`;
  const map = 'a[href*="/users/"] -> {id}; ~{uid}';

  test("by the map and in written names: one, several, nobody; the surer of two, and no name of another application", async () => {
    const page = await stage.open(ROWS, { as: "cleo" });
    const resolves = () => stage.metric('livename_commands_total{method="directory_resolve",result="ok"}');
    // What nobody has asked yet is not counted.
    await page.evaluate(() => (window as unknown as TestWindow).pageProvider().client!.directory.resolve(["x"]));
    const before = await resolves();
    expect(await people(page, { map, application: "Tracker", names: ".author" })).toEqual({
      number: "Ben Okonkwo",
      name: "Amy Currie",
      both: "Bob Stone | Bob Stone",
      none: "nobody",
      mail: "Cleo Gro\u00dfmann",
      unknown: "nobody",
      tilde: "Ben Okonkwo",
      wrong: "nobody",
    });
    // One for the names and one for the application.
    expect((await resolves()) - before).toBe(2);
    expect(await people(page, { map, application: "wiki" })).toEqual({
      ...{ number: "nobody", unknown: "nobody", tilde: "nobody", wrong: "nobody" },
    });
    expect(await people(page, { map: "a.author -> {id}", application: "tracker" })).toEqual({});
    await page.context().close();
  });

  test("and the scan makes them live, follows the page, and takes it back", async () => {
    const page = await stage.open(ROWS, { as: "cleo" });
    const html = await page.locator("main").innerHTML();
    await page.evaluate((map) => {
      const own = window as unknown as TestWindow & { undo: () => void };
      const { rules } = own.readMap(map, { application: "tracker" });
      own.undo = own.scan(document, { rules, names: ".author", found: (count) => (own.count = count) });
    }, map);
    const live = (count: number) =>
      page.waitForFunction((count) => (window as unknown as TestWindow).count === count, count);
    await live(5);
    await page.locator("#number").hover();
    await page.getByText("Engineer").waitFor();
    await page.evaluate(() => {
      document.querySelector("#unknown")!.setAttribute("href", "/users/bokonkwo");
    });
    await live(6);
    // As frameworks write: into the text itself.
    const write = (name: string) =>
      page.evaluate((name) => {
        const text = [...document.querySelector("#name")!.childNodes].find((node) => node instanceof Text)!;
        text.data = name;
      }, name);
    await write("Nobody Else");
    await live(5);
    await write("Ben Okonkwo");
    await live(6);
    // Where the number goes, the name that it stood for counts.
    await page.evaluate(() => document.querySelector("#number")!.setAttribute("href", "/users/17/edit"));
    await page.waitForFunction(() => (window as unknown as TestWindow).count === 5);
    await page.evaluate(() => {
      document.querySelector("#number")!.textContent = "Okonkwo, Ben";
    });
    await live(6);
    await page.evaluate(() => {
      (window as unknown as { undo: () => void }).undo();
      document.querySelector("#unknown")!.setAttribute("href", "/users/18");
      document.querySelector("#name")!.textContent = "Amy  Currie";
      document.querySelector("#number")!.setAttribute("href", "/users/17");
      document.querySelector("#number")!.textContent = "#17";
    });
    expect(await page.locator("main").innerHTML()).toBe(html);
    await page.context().close();
  });
});

test("D15: what a map reads is followed, whatever attribute it is", async () => {
  const page = await stage.open('<b class="who" data-uid="99">x</b> <i data-user="u-99">y</i>', { as: "cleo" });
  await page.evaluate(() => {
    const own = window as unknown as TestWindow;
    const { rules } = own.readMap('.who -> @data-uid {uid}; [data-user^="u-"] -> {id}', { application: "tracker" });
    own.scan(document, { rules, found: (count) => (own.count = count) });
  });
  await page.locator(".who").evaluate((who) => who.setAttribute("data-uid", "bokonkwo"));
  await page.waitForFunction(() => (window as unknown as TestWindow).count === 1);
  await page.locator("i").evaluate((who) => who.setAttribute("data-user", "u-17"));
  await page.waitForFunction(() => (window as unknown as TestWindow).count === 2);
  await page.context().close();
});

test("A11: plain addresses in texts, by choice, where nothing else names them", async () => {
  const page = await stage.open(
    `<p id="text">Ask amy@example.com or &lt;ben@example.com&gt;, not x@y.</p><ul><li id="whole"> Cleo &lt;CLEO@example.com> </li></ul>
     <a href="mailto:amy@example.com" id="link">amy@example.com</a><textarea>amy@example.com</textarea>
     <section data-scan="off">amy@example.com</section><script type="text/plain">amy@example.com</script>`,
    { as: "amy" },
  );
  expect(await people(page)).toEqual({ link: "Amy Currie" });
  expect(await people(page, { text: true })).toEqual({
    link: "Amy Currie",
    "text (amy@example.com)": "Amy Currie",
    "text (ben@example.com)": "Ben Okonkwo",
    whole: "Cleo Gro\u00dfmann",
  });
  await page.context().close();
});

test("the map: functions, and what is wrong with it in sentences", async () => {
  const page = await stage.open('<b id="a" class="who" data-x="17">x</b><b id="b" class="who">y</b>', { as: "amy" });
  const result = await page.evaluate(() => {
    const { readMap } = window as unknown as TestWindow;
    const warned: unknown[] = [];
    console.warn = (...texts: unknown[]) => void warned.push(texts[0]);
    const map = [
      "~{uid}",
      "td:has( -> {name}",
      "User:",
      7,
      { selector: "b:(", who: () => "amy@example.com" },
      {
        selector: ".who",
        who(element: Element) {
          const id = element.getAttribute("data-x");
          if (id === null) throw new Error("no id");
          return { alias: Number(id), application: "Tracker" };
        },
      },
    ];
    const { rules, complaints } = readMap(map, { called: "window.livename.map" });
    const who = [...document.querySelectorAll(".who")].map((element) => rules.map((rule) => rule.who(element)));
    const wrong = readMap("~{uid}", { application: "my tracker" }).complaints;
    return { who, complaints, wrong, warned };
  });
  expect(result).toEqual({
    who: [[{ by: "alias", application: "tracker", alias: "17" }], [undefined]],
    complaints: [
      `window.livename.map: "~{uid}" has {uid}, which is a name of an application: say which with data-scan-application="…". This rule is not used.`,
      'window.livename.map: "td:has( -> {name}" begins with "td:has(", which is not a CSS selector. This rule is not used.',
      'window.livename.map: "User:" names nobody: it needs one of {id}, {uid}, {user}, {name}, {mail}. This rule is not used.',
      "window.livename.map: entry 4 is neither a text nor { selector, who(element) {} } and is not used.",
      'window.livename.map: "b:(" is not a CSS selector. This rule is not used.',
    ],
    wrong: [
      'data-scan-application="my tracker" is no name of an application. Write it like redmine.',
      expect.stringContaining('"~{uid}" has {uid}'),
    ],
    warned: ["livename: the map's function for .who failed."],
  });
  await page.context().close();
});
