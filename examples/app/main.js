import { define, provide } from "@livename/elements";

define();
const client = provide({ url: "ws://localhost:8080/v1/socket", token: () => "demo:amy" });

const self = await client.ready;
document.querySelector("h1").textContent = `Who is there, ${self.name}?`;
