// A listener and what it logs: few-descriptors-child.ts, under a low limit of open files. Says its port, then what it logs.
import { Descriptors } from "../src/http/descriptors.ts";
import { listen } from "../src/http/listener.ts";

const say = (_fields: object, message: string) => console.log(JSON.stringify({ message }));
const descriptors = new Descriptors({ debug: say, info: say, warn: say, error: say });
const { port } = await listen({
  host: "127.0.0.1",
  port: 0,
  descriptors,
  onRequest: (_request, response) => response.end(String(descriptors.count)),
});
console.log(JSON.stringify({ port }));
