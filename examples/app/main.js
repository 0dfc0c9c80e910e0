import { define, provide } from "@livename/elements";

define();
const url = import.meta.env.VITE_LIVENAME ?? "http://localhost:8080";
const client = provide({ url, token: () => "demo:amy" });

const self = await client.ready;
document.querySelector("h1").textContent = `Who is there, ${self.name}?`;
