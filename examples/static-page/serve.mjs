// Serves the page from an origin of its own: `node serve.mjs [port] [address of the Livename server]`.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const port = Number(process.argv[2] ?? 8081);
const livename = process.argv[3] ?? "http://localhost:8080";
const file = new URL("index.html", import.meta.url);

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/favicon.ico") {
    response.writeHead(204).end();
    return;
  }
  if (pathname !== "/") {
    response.writeHead(404, { "content-type": "text/plain" }).end("There is one page here: /\n");
    return;
  }
  const page = await readFile(file, "utf8");
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(page.replace("http://localhost:8080", livename));
});
server.on("error", (error) => {
  console.error(
    error.code === "EADDRINUSE" ? `Port ${port} is taken. Name another one: node serve.mjs 8082` : error.message,
  );
  process.exitCode = 1;
});
server.listen(port, "127.0.0.1", () => console.log(`http://localhost:${server.address().port}/`));
