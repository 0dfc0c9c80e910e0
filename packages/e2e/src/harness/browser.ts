import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";

export interface BrowserOptions {
  /**
   * Host names that lead to this machine, such as `*.example.test`. Pages served under them are origins and sites
   * of their own.
   */
  readonly hosts?: readonly string[];
  /** Chromium trusts a certificate that nobody signed. */
  readonly anyCertificate?: boolean;
}

/**
 * Flags of Playwright that would make a test about real life untrue: with them pages are never kept in the page
 * cache and timers in the background are never slowed.
 */
const untrueFlags = [
  "--disable-back-forward-cache",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

/** Debian's Chromium, or what `LIVENAME_CHROMIUM` names. */
const executablePath = fileURLToPath(new URL("../../../../scripts/chromium.sh", import.meta.url));

/** Chromium as a person runs it, but for what only a screen would show. */
export function launchChromium(options: BrowserOptions = {}): Promise<Browser> {
  const rules = (options.hosts ?? []).map((host) => `MAP ${host} 127.0.0.1`).join(", ");
  return chromium.launch({
    executablePath,
    ignoreDefaultArgs: untrueFlags,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ...(rules ? [`--host-resolver-rules=${rules}`] : []),
      ...(options.anyCertificate ? ["--ignore-certificate-errors"] : []),
    ],
  });
}

/**
 * Stops all processes of a browser, as a machine that is closed does: sockets stay open and nobody answers. The
 * function returned wakes them; until then nothing can be asked of the browser.
 */
export async function putToSleep(browser: Browser): Promise<() => void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  // The browser itself first, so that it starts nothing new meanwhile.
  const processes = processInfo.toSorted((a, b) => Number(b.type === "browser") - Number(a.type === "browser"));
  const tell = (signal: NodeJS.Signals) => {
    for (const { id } of processes) process.kill(id, signal);
  };
  tell("SIGSTOP");
  return () => tell("SIGCONT");
}

/** What a page complained about: console errors, uncaught exceptions, and (in the console) refused requests. */
export interface Complaints {
  readonly all: readonly string[];
}

export function listenToComplaints(page: Page): Complaints {
  const all: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") all.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => all.push(`uncaught: ${error.message}`));
  return { all };
}

/** One WebSocket message as the browser saw it. */
export interface SeenFrame {
  readonly direction: "sent" | "received";
  readonly bytes: Uint8Array;
}

/** Records every WebSocket message of a page in order; call before the page navigates. */
export async function recordFrames(context: BrowserContext, page: Page): Promise<readonly SeenFrame[]> {
  const frames: SeenFrame[] = [];
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const record =
    (direction: SeenFrame["direction"]) => (event: { response: { opcode: number; payloadData: string } }) => {
      if (event.response.opcode === 2) {
        frames.push({ direction, bytes: new Uint8Array(Buffer.from(event.response.payloadData, "base64")) });
      }
    };
  session.on("Network.webSocketFrameSent", record("sent"));
  session.on("Network.webSocketFrameReceived", record("received"));
  return frames;
}
