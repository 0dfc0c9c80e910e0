import type { Cookie } from "playwright";
import { type Firefox, launchFirefox } from "../../harness/firefox.ts";
import { snapshotExpression } from "./snapshot.ts";
import type { Tab } from "./tab.ts";

interface Answer {
  readonly statusCode: number;
  readonly headers: readonly { name: string; value: { type: "string"; value: string } }[];
  readonly body: { type: "base64"; value: string };
}

interface Blocked {
  readonly isBlocked: boolean;
  readonly navigation: string | null;
  readonly request: { request: string; url: string; method: string };
}

const text = (value: string) => ({ type: "string" as const, value });

/** What Firefox sends itself: some servers send XHTML only to clients that accept it. */
const ASKED = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

const EMPTY: Answer = {
  statusCode: 200,
  headers: [{ name: "content-type", value: text("text/javascript") }],
  body: { type: "base64", value: "" },
};

/** @param cookies of a viewer who has signed in to the application with another browser */
export async function firefoxTab(cookies: readonly Cookie[] = []): Promise<Tab> {
  const firefox = await launchFirefox({ settings: true });
  try {
    for (const { name, value, domain, path, httpOnly } of cookies) {
      await firefox.send("storage.setCookie", { cookie: { name, value: text(value), domain, path, httpOnly } });
    }
    return await prepare(firefox, cookies);
  } catch (error) {
    await firefox.close();
    throw error;
  }
}

async function prepare(firefox: Firefox, cookies: readonly Cookie[]): Promise<Tab> {
  const { context, send, evaluate } = firefox;
  await send("script.addPreloadScript", {
    functionDeclaration: `() => {
      let last = 1;
      Math.random = () => (last = (last * 16807) % 2147483647) / 2147483647;
    }`,
  });
  const answers = new Map<string, Answer>();
  let served = true;
  let remembers = true;
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const answerTo = async ({ navigation, request }: Blocked): Promise<Answer | undefined> => {
    if (request.url.endsWith("/livename.js") && !served) return EMPTY;
    if (!remembers || navigation === null || request.method !== "GET" || !request.url.startsWith("http"))
      return undefined;
    const known = answers.get(request.url);
    if (known) return known;
    const response = await fetch(request.url, {
      headers: { ...ASKED, ...(cookie ? { cookie } : {}) },
      redirect: "manual",
    });
    const answer: Answer = {
      statusCode: response.status,
      headers: [...response.headers]
        .filter(([name]) => !/^(content-(encoding|length)|transfer-encoding|set-cookie)$/.test(name))
        .map(([name, value]) => ({ name, value: text(value) })),
      body: { type: "base64", value: Buffer.from(await response.arrayBuffer()).toString("base64") },
    };
    answers.set(request.url, answer);
    return answer;
  };
  await firefox.listen("network.beforeRequestSent", (params) => {
    const blocked = params as unknown as Blocked;
    if (!blocked.isBlocked) return;
    const { request } = blocked.request;
    void answerTo(blocked)
      .then((answer) =>
        answer ? send("network.provideResponse", { request, ...answer }) : send("network.continueRequest", { request }),
      )
      // A page that was left meanwhile has taken its requests with it.
      .catch(() => send("network.failRequest", { request }).catch(() => {}));
  });
  await send("network.addIntercept", { phases: ["beforeRequestSent"], contexts: [context] });
  const settings = (await send("browsingContext.getTree", { "moz:scope": "chrome" })) as {
    contexts: { context: string }[];
  };
  const setDark = async (dark: boolean) => {
    await send("script.evaluate", {
      expression: `Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", ${dark ? 0 : 1})`,
      target: { context: settings.contexts[0]!.context },
      awaitPromise: false,
    });
    await evaluate(`(async () => {
      const dark = matchMedia("(prefers-color-scheme: dark)");
      while (dark.matches !== ${dark}) await new Promise((next) => setTimeout(next, 20));
      return true;
    })()`);
  };
  await setDark(false);
  return {
    browser: "Firefox",
    setDark,
    async open(url, script, viewport) {
      [served, remembers] = [script, true];
      await send("browsingContext.setViewport", { context, viewport });
      await firefox.goto("about:blank");
      await firefox.goto(url);
    },
    resize: ({ width, height }) => firefox.resize(width, height),
    async visit(url, script) {
      [served, remembers] = [script, false];
      await firefox.goto(url);
    },
    before: async (script) =>
      void (await send("script.addPreloadScript", { functionDeclaration: `() => { ${script} }` })),
    type: firefox.type,
    click: (x, y) => firefox.point(x, y, "left"),
    evaluate,
    snapshot: async () => JSON.parse(String(await evaluate(snapshotExpression))),
    async picture() {
      const { data } = await send("browsingContext.captureScreenshot", { context });
      return Buffer.from(String(data), "base64");
    },
    async print() {
      const { data } = await send("browsingContext.print", { context, background: true });
      return Buffer.from(String(data), "base64");
    },
    close: () => firefox.close(),
  };
}
