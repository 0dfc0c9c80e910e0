import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
export async function startSite(pages, certificate) {
    const map = new Map(Object.entries(pages));
    const answer = (request, response) => {
        const found = map.get(new URL(request.url ?? "/", "http://site").pathname);
        const page = typeof found === "function" ? found(request) : found;
        if (!page) {
            response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
            return;
        }
        setTimeout(() => {
            response.writeHead(200, { "content-type": page.type ?? "text/html; charset=utf-8", ...page.headers });
            response.end(page.body);
        }, page.delayMs ?? 0);
    };
    const server = certificate ? createHttpsServer(certificate, answer) : createHttpServer(answer);
    await new Promise((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));
    return {
        port: server.address().port,
        pages: map,
        close() {
            server.closeAllConnections();
            return new Promise((resolve) => server.close(() => resolve()));
        },
    };
}
//# sourceMappingURL=site.js.map