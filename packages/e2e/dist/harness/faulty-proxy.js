import { connect, createServer } from "node:net";
/** A TCP proxy to a port of this machine; it knows bytes only. */
export async function startFaultyProxy(target) {
    let mode = "pass";
    let delayMs = 0;
    const pairs = new Set();
    const server = createServer((near) => {
        if (mode === "refuse") {
            near.resetAndDestroy();
            return;
        }
        const far = connect({ port: target.port, host: target.host ?? "127.0.0.1", noDelay: true });
        near.setNoDelay(true);
        const pair = { near, far, dead: mode === "swallow" };
        pairs.add(pair);
        const pipe = (from, to) => {
            from.on("data", (bytes) => {
                if (pair.dead)
                    return;
                if (delayMs === 0)
                    to.write(bytes);
                else
                    setTimeout(() => to.destroyed || pair.dead || to.write(bytes), delayMs);
            });
            from.on("end", () => pair.dead || to.end());
            from.on("error", () => undefined);
            from.on("close", () => {
                pairs.delete(pair);
                // In a swallowing network the other end does not even learn of the end.
                if (!pair.dead)
                    to.destroy();
            });
        };
        pipe(near, far);
        pipe(far, near);
    });
    await new Promise((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));
    const reset = () => {
        for (const { near, far } of pairs) {
            near.resetAndDestroy();
            far.resetAndDestroy();
        }
        pairs.clear();
    };
    return {
        port: server.address().port,
        get open() {
            return pairs.size;
        },
        swallow() {
            mode = "swallow";
            for (const pair of pairs)
                pair.dead = true;
        },
        cut: reset,
        refuse() {
            mode = "refuse";
            reset();
        },
        heal() {
            mode = "pass";
        },
        delay(ms) {
            delayMs = ms;
        },
        close() {
            reset();
            return new Promise((resolve) => server.close(() => resolve()));
        },
    };
}
//# sourceMappingURL=faulty-proxy.js.map