import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import type { Tab } from "./tab.ts";

/** Debian's Firefox ESR with one tab, driven by WebDriver BiDi: Playwright's protocol needs a Firefox of its own. */
export interface Firefox extends Tab {
  /** A command of WebDriver BiDi, and what it answers. @throws Error with what Firefox says against it */
  send(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Calls back at each event of a kind, such as `network.beforeRequestSent`. */
  listen(event: string, hear: (params: Record<string, unknown>) => void): Promise<void>;
  /** The tab, as commands call it. */
  readonly context: string;
}

/** As WebDriver has them. */
const KEYS: Readonly<Record<string, string>> = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
  Escape: "\uE00C",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowDown: "\uE015",
  Delete: "\uE017",
};
const BUTTONS = { left: 0, touch: 0, middle: 1 } as const;

interface Answer {
  readonly id?: number;
  readonly type: "success" | "error" | "event";
  readonly result?: Record<string, unknown>;
  readonly error?: string;
  readonly message?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}

export interface FirefoxOptions {
  /** The browser's own scripts and settings can be reached too (`moz:scope: chrome`). */
  readonly settings?: boolean;
}

/** It would stay when this process ends before it: it is in a group of its own. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, "SIGKILL");
});

export async function launchFirefox(options: FirefoxOptions = {}): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), "livename-firefox-"));
  const browser = spawn(
    process.env.LIVENAME_FIREFOX ?? "firefox-esr",
    [
      ...["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"],
      ...(options.settings ? ["--remote-allow-system-access"] : []),
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: profile, MOZ_HEADLESS: "1" }, detached: true },
  );
  running.add(browser);
  browser.once("exit", () => running.delete(browser));
  const kill = async () => {
    const gone = new Promise<void>((resolve) => browser.once("exit", () => resolve()));
    if (browser.exitCode === null && browser.signalCode === null) {
      process.kill(-browser.pid!, "SIGKILL");
      await gone;
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return await drive(await listening(browser), kill);
  } catch (error) {
    await kill();
    throw error;
  }
}

function listening(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    browser.stderr?.on("data", (bytes) => {
      said += bytes;
      const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    browser.on("error", reject);
    browser.on("exit", () => reject(new Error(`Firefox ended at its start: ${said.slice(-500)}`)));
  });
}

async function drive(address: string, kill: () => Promise<void>): Promise<Firefox> {
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const waiting = new Map<number, { resolve: (result: Record<string, unknown>) => void; reject: (e: Error) => void }>();
  const complaints: string[] = [];
  const hearing = new Map<string, ((params: Record<string, unknown>) => void)[]>();
  socket.on("message", (bytes) => {
    const answer = JSON.parse(String(bytes)) as Answer;
    if (answer.type === "event") {
      for (const hear of hearing.get(answer.method ?? "") ?? []) hear(answer.params ?? {});
      const { level, text } = answer.params as { level?: string; text?: string };
      if (answer.method === "log.entryAdded" && level === "error") complaints.push(text ?? "");
      return;
    }
    const asked = waiting.get(answer.id ?? 0);
    if (answer.type === "success") asked?.resolve(answer.result ?? {});
    else asked?.reject(new Error(`${answer.error}: ${answer.message}`));
  });
  let last = 0;
  const command = (method: string, params: Record<string, unknown>) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });

  await command("session.new", { capabilities: {} });
  await command("session.subscribe", { events: ["log.entryAdded"] });
  const { contexts } = (await command("browsingContext.getTree", {})) as { contexts: { context: string }[] };
  const context = contexts[0]!.context;
  return {
    complaints,
    context,
    send: command,
    async listen(event, hear) {
      hearing.set(event, [...(hearing.get(event) ?? []), hear]);
      await command("session.subscribe", { events: [event] });
    },
    goto: async (url) => void (await command("browsingContext.navigate", { context, url, wait: "complete" })),
    async evaluate(expression) {
      const answer = await command("script.evaluate", { expression, target: { context }, awaitPromise: true });
      if (answer.type === "exception") throw new Error(JSON.stringify(answer.exceptionDetails));
      return (answer.result as { value?: unknown }).value;
    },
    resize: async (width, height) =>
      void (await command("browsingContext.setViewport", { context, viewport: { width, height } })),
    screenshot: async () => decode(await command("browsingContext.captureScreenshot", { context })),
    print: async () => decode(await command("browsingContext.print", { context })),
    async point(x, y, press) {
      const touch = press === "touch";
      const button = press && BUTTONS[press];
      const actions = [
        { type: "pointerMove", x: Math.round(x), y: Math.round(y) },
        ...(press
          ? [
              { type: "pointerDown", button },
              { type: "pointerUp", button },
            ]
          : []),
      ];
      const parameters = { pointerType: touch ? "touch" : "mouse" };
      await command("input.performActions", {
        context,
        actions: [{ type: "pointer", id: touch ? "finger" : "mouse", parameters, actions }],
      });
    },
    async drag(from, to, there) {
      const press = (...actions: object[]): Promise<unknown> =>
        command("input.performActions", {
          context,
          actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }],
        });
      const move = ([x, y]: readonly [number, number]): object => ({
        type: "pointerMove",
        x: Math.round(x),
        y: Math.round(y),
      });
      const half: readonly [number, number] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
      await press(move(from), { type: "pointerDown", button: 0 }, move(half), move(to));
      await there();
      await press({ type: "pointerUp", button: 0 });
    },
    async type(...keys) {
      const actions = keys.flatMap((key) => {
        const values = (key.length > 1 ? key.split("+") : [key]).map((part) => KEYS[part] ?? part);
        return [
          ...values.map((value) => ({ type: "keyDown", value })),
          ...values.toReversed().map((value) => ({ type: "keyUp", value })),
        ];
      });
      await command("input.performActions", { context, actions: [{ type: "key", id: "keyboard", actions }] });
    },
    async close() {
      socket.close();
      await kill();
    },
  };
}

const decode = ({ data }: Record<string, unknown>): Buffer => Buffer.from(String(data), "base64");
