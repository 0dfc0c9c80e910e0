import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";

/** Debian's Firefox ESR with one tab, driven by WebDriver BiDi: Playwright's protocol needs a Firefox of its own. */
export interface Firefox {
  /** Resolves when the page has loaded. */
  goto(url: string): Promise<void>;
  /** The value of an expression in the page; promises are awaited. Plain strings, numbers and booleans only. */
  evaluate(expression: string): Promise<unknown>;
  /** Console errors and uncaught exceptions so far. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly type: "success" | "error" | "event";
  readonly result?: Record<string, unknown>;
  readonly error?: string;
  readonly message?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}

export async function launchFirefox(): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), "livename-firefox-"));
  const browser = spawn(
    process.env.LIVENAME_FIREFOX ?? "firefox-esr",
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: profile, MOZ_HEADLESS: "1" }, detached: true },
  );
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
  socket.on("message", (bytes) => {
    const answer = JSON.parse(String(bytes)) as Answer;
    if (answer.type === "event") {
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
    goto: async (url) => void (await command("browsingContext.navigate", { context, url, wait: "complete" })),
    async evaluate(expression) {
      const answer = await command("script.evaluate", { expression, target: { context }, awaitPromise: true });
      if (answer.type === "exception") throw new Error(JSON.stringify(answer.exceptionDetails));
      return (answer.result as { value?: unknown }).value;
    },
    async close() {
      socket.close();
      await kill();
    },
  };
}
