// Brings up what is measured: Livename or the floor, and a load client, each in a process of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./child.js";
import { signTokens, writeKey } from "./tokens.js";
const SERVER_FLAGS = ["--expose-gc", "--max-semi-space-size=64"];
export const addressesOf = (count) => Array.from({ length: count }, (_, index) => `person-${index}@bench.example`);
export async function withTarget(kind, people, work) {
    const folder = mkdtempSync(join(tmpdir(), "livename-bench-"));
    const load = startChild("load", { execArgv: ["--max-semi-space-size=64"] });
    let server;
    try {
        if (kind === "floor") {
            server = startChild("floor", { execArgv: SERVER_FLAGS });
            return await work({ kind, port: await server.ask({ do: "listen" }) }, server, load);
        }
        writeKey(folder);
        const importer = startChild("server");
        await importer.ask({ do: "import", folder, addresses: people });
        await importer.stop();
        const tokens = await signTokens(people);
        server = startChild("server", { execArgv: SERVER_FLAGS });
        return await work({ kind, port: await server.ask({ do: "listen", folder }), tokens }, server, load);
    }
    finally {
        await load.stop();
        await server?.stop();
        rmSync(folder, { recursive: true, force: true });
    }
}
//# sourceMappingURL=targets.js.map