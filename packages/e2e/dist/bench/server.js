// Livename in a process of its own, as an administrator runs it: data on a disk, tokens signed by a host application.
import { join } from "node:path";
import { createServer } from "@livename/server";
import { serveParent, usage } from "./child.js";
import { AUDIENCE, ISSUER, KEY_FILE } from "./tokens.js";
const COMMUNITY = "default";
let server;
async function listen(folder) {
    // Limits protect a community from one client; here one process plays thousands, each still within reason.
    const rate = { perSecond: 100_000, burst: 100_000 };
    const keys = [join(folder, KEY_FILE)];
    server = await createServer({
        data: join(folder, "data"),
        port: 0,
        log: "error",
        identity: { jwt: { issuer: ISSUER, audience: AUDIENCE, algorithms: ["HS256"], keys }, password: false },
        limits: { rates: { read: rate, write: rate, signal: rate }, helloMs: 60_000 },
    }).listen();
    return server.port;
}
async function takeIn(folder, addresses) {
    await listen(folder);
    const people = addresses.map((address) => ({
        ...{ addresses: [address], name: `Person ${address.split("@")[0]}`, title: "Engineer", department: "Bench" },
        ...{ phone: "", location: "", timeZone: "", photo: "" },
    }));
    await server?.store.people.import(COMMUNITY, people);
    await server?.close();
}
serveParent((request) => {
    switch (request.do) {
        case "import":
            return takeIn(request.folder, request.addresses);
        case "listen":
            return listen(request.folder);
        case "usage":
            return usage();
    }
});
//# sourceMappingURL=server.js.map