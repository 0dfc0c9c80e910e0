// Processes of the bench: each server and each load client has one of its own, and tells its parent its figures.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
const own = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
/** Starts a module of this folder in a process of its own. */
export function startChild(module, options = {}) {
    const path = fileURLToPath(new URL(`./${module}${own}`, import.meta.url));
    const child = fork(path, options.args ?? [], {
        execArgv: options.execArgv ?? [],
        stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const waiting = new Map();
    let last = 0;
    child.on("message", (reply) => {
        const asked = waiting.get(reply.id);
        waiting.delete(reply.id);
        if (reply.error === undefined)
            asked?.resolve(reply.value);
        else
            asked?.reject(new Error(reply.error));
    });
    child.on("exit", (code, signal) => {
        for (const { reject } of waiting.values())
            reject(new Error(`${module} ended with ${signal ?? code}`));
        waiting.clear();
    });
    return {
        pid: child.pid,
        ask: (request) => new Promise((resolve, reject) => {
            const id = ++last;
            waiting.set(id, { resolve, reject });
            child.send({ id, request });
        }),
        stop: () => stopChild(child),
    };
}
function stopChild(child) {
    if (child.exitCode !== null || child.signalCode !== null)
        return Promise.resolve();
    return new Promise((resolve) => {
        const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
        child.once("exit", () => {
            clearTimeout(timer);
            resolve();
        });
        // A child ends by itself when its parent lets go, and tidies up.
        if (child.connected)
            child.disconnect();
    });
}
/** In a child: answers each request of the parent with what `answer` gives. */
export function serveParent(answer) {
    process.on("message", async ({ id, request }) => {
        try {
            process.send?.({ id, value: await answer(request) });
        }
        catch (error) {
            process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        }
    });
    process.on("disconnect", () => process.exit());
}
/** What this process uses; the garbage of earlier work is collected first when the process may. */
export function usage() {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    return { rssBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 };
}
//# sourceMappingURL=child.js.map