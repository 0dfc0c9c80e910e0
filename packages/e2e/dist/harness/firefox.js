import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
export async function launchFirefox() {
    const profile = mkdtempSync(join(tmpdir(), "livename-firefox-"));
    const browser = spawn(process.env.LIVENAME_FIREFOX ?? "firefox-esr", ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"], { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: profile, MOZ_HEADLESS: "1" }, detached: true });
    const kill = async () => {
        const gone = new Promise((resolve) => browser.once("exit", () => resolve()));
        if (browser.exitCode === null && browser.signalCode === null) {
            process.kill(-browser.pid, "SIGKILL");
            await gone;
        }
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    };
    try {
        return await drive(await listening(browser), kill);
    }
    catch (error) {
        await kill();
        throw error;
    }
}
function listening(browser) {
    return new Promise((resolve, reject) => {
        let said = "";
        browser.stderr?.on("data", (bytes) => {
            said += bytes;
            const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
            if (address)
                resolve(address);
        });
        browser.on("error", reject);
        browser.on("exit", () => reject(new Error(`Firefox ended at its start: ${said.slice(-500)}`)));
    });
}
async function drive(address, kill) {
    const socket = new WebSocket(`${address}/session`);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const waiting = new Map();
    const complaints = [];
    socket.on("message", (bytes) => {
        const answer = JSON.parse(String(bytes));
        if (answer.type === "event") {
            const { level, text } = answer.params;
            if (answer.method === "log.entryAdded" && level === "error")
                complaints.push(text ?? "");
            return;
        }
        const asked = waiting.get(answer.id ?? 0);
        if (answer.type === "success")
            asked?.resolve(answer.result ?? {});
        else
            asked?.reject(new Error(`${answer.error}: ${answer.message}`));
    });
    let last = 0;
    const command = (method, params) => new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params }));
    });
    await command("session.new", { capabilities: {} });
    await command("session.subscribe", { events: ["log.entryAdded"] });
    const { contexts } = (await command("browsingContext.getTree", {}));
    const context = contexts[0].context;
    return {
        complaints,
        goto: async (url) => void (await command("browsingContext.navigate", { context, url, wait: "complete" })),
        async evaluate(expression) {
            const answer = await command("script.evaluate", { expression, target: { context }, awaitPromise: true });
            if (answer.type === "exception")
                throw new Error(JSON.stringify(answer.exceptionDetails));
            return answer.result.value;
        },
        async close() {
            socket.close();
            await kill();
        },
    };
}
//# sourceMappingURL=firefox.js.map