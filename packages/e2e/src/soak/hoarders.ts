// Hoarders: a process whose sessions ask for as much as they can and do not read what they are sent.
import { commandFrame, concat, encode, SUBPROTOCOL } from "@livename/wire";
import {
  attributeWatch,
  contactList,
  directoryBrowse,
  directoryGet,
  directoryResolve,
  directorySearch,
  presenceWatch,
} from "@livename/wire/calls";
import { Method } from "@livename/wire/frame";
import { writeHelloRequest } from "@livename/wire/session";
import WebSocket from "ws";
import { serveParent } from "../bench/child.ts";

export type HoardersRequest =
  | { readonly do: "come"; readonly port: number; readonly people: readonly string[]; readonly sessions: number }
  | { readonly do: "go" };

const sockets = new Set<WebSocket>();

function heavyFlight(people: readonly string[]): Uint8Array {
  const many = Array.from({ length: 1_000 }, (_, at) => people[at % people.length]!);
  const commands: [number, Uint8Array][] = [
    [presenceWatch.method, encode(presenceWatch.write, { items: people.map((person) => ({ person })) })],
    [
      attributeWatch.method,
      encode(attributeWatch.write, { items: people.map((person) => ({ target: { person }, names: ["location"] })) }),
    ],
    [directoryGet.method, encode(directoryGet.write, { people: many })],
    [directoryResolve.method, encode(directoryResolve.write, { names: many.map((person) => person.split("@")[0]!) })],
    [directoryBrowse.method, encode(directoryBrowse.write, { limit: 100 })],
    [directorySearch.method, encode(directorySearch.write, { query: "a", limit: 100 })],
    [contactList.method, encode(contactList.write, {})],
  ];
  return concat(commands.map(([method, payload], at) => commandFrame(100 + at, method, payload)));
}

function come({ port, people, sessions }: HoardersRequest & { do: "come" }): Promise<void> {
  const flight = heavyFlight(people);
  let open = 0;
  return new Promise((resolve) => {
    for (let index = 0; index < sessions; index++) {
      const name = people[index % people.length]!.split("@")[0]!;
      const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/socket`, SUBPROTOCOL);
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
      socket.on("open", () => {
        const hello = encode(writeHelloRequest, {
          token: `demo:${name}`,
          client: { name: "hoarder", version: "0", kind: 1 },
          features: ["presence", "conversation", "directory", "contact", "attribute"],
        });
        socket.send(commandFrame(1, Method.SESSION_HELLO, hello));
        socket.pause();
        // Each flight has the ids of the one before: an answer that is not read may still be under way, and whatever
        // the server makes of that is what is tried here.
        const asking = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send(flight), 500);
        socket.on("close", () => clearInterval(asking));
        if (++open === sessions) resolve();
      });
    }
    setTimeout(resolve, 10_000);
  });
}

function go(): number {
  const stayed = sockets.size;
  for (const socket of sockets) socket.terminate();
  sockets.clear();
  return stayed;
}

serveParent<HoardersRequest>((request) => (request.do === "come" ? come(request) : go()));
