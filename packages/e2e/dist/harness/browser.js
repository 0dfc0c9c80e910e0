import { chromium } from "playwright-core";
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
/** Debian's Chromium, as a person runs it. */
export function launchChromium(options = {}) {
    const rules = (options.hosts ?? []).map((host) => `MAP ${host} 127.0.0.1`).join(", ");
    return chromium.launch({
        executablePath: process.env.LIVENAME_CHROMIUM ?? "/usr/bin/chromium",
        ignoreDefaultArgs: untrueFlags,
        args: [
            ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
            ...(rules ? [`--host-resolver-rules=${rules}`] : []),
            ...(options.anyCertificate ? ["--ignore-certificate-errors"] : []),
        ],
    });
}
export function listenToComplaints(page) {
    const all = [];
    page.on("console", (message) => {
        if (message.type() === "error")
            all.push(`${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => all.push(`uncaught: ${error.message}`));
    return { all };
}
/** Records every WebSocket message of a page in order; call before the page navigates. */
export async function recordFrames(context, page) {
    const frames = [];
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const record = (direction) => (event) => {
        if (event.response.opcode === 2) {
            frames.push({ direction, bytes: new Uint8Array(Buffer.from(event.response.payloadData, "base64")) });
        }
    };
    session.on("Network.webSocketFrameSent", record("sent"));
    session.on("Network.webSocketFrameReceived", record("received"));
    return frames;
}
//# sourceMappingURL=browser.js.map