// ejabberd, set up to be as fast as it can be: no shapers, no offline storage, no archive, epoll, warnings only, and
// accounts and rosters in memory.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../harness/free-port.ts";
import { type Contacts, HOST, nameOf, PASSWORD } from "./contacts.ts";
import type { Peer } from "./measure.ts";
import type { Programs } from "./packages.ts";
import { launch } from "./server-process.ts";

export function ejabberdOf({ ejabberd, erlang, erlangBin, libraries }: Programs): Peer {
  const command = join(erlangBin, "erlexec");
  return {
    name: `ejabberd ${ejabberd.version}`,
    webSocketPath: "/ws",
    async start(folder, contacts) {
      const ports = { tcp: await freePort(), webSocket: await freePort() };
      const configuration = join(folder, "ejabberd.yml");
      writeFileSync(configuration, settings(ports));
      const people = join(folder, "people");
      writeFileSync(people, peopleLines(contacts));
      const env = {
        ...process.env,
        ...{ ROOTDIR: erlang, BINDIR: erlangBin, EMU: "beam", PROGNAME: "erl", LD_LIBRARY_PATH: libraries },
        ...{ HOME: folder, EJABBERD_CONFIG_PATH: configuration, EJABBERD_LOG_PATH: join(folder, "ejabberd.log") },
      };
      const seed = fileURLToPath(new URL("./seed.erl", import.meta.url));
      const compile = `ok = case compile:file("${seed}", [{outdir, "${folder}"}]) of {ok, _} -> ok end, halt().`;
      execFileSync(command, ["-noinput", "-eval", compile], { env, cwd: folder, timeout: 60_000 });
      const server = await launch({
        command,
        args: [
          ...["-noinput", "+K", "true", "+P", "250000", "+Q", "65536"],
          // Its schedulers would spin while they wait, on cores that the load client needs.
          ...["+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none"],
          ...["-pa", ejabberd.folder, "-pa", folder, "-mnesia", "dir", `"${join(folder, "mnesia")}"`],
          ...["-s", "ejabberd", "-run", "seed", "main", HOST, PASSWORD, people],
        ],
        folder,
        env,
        isReady: (written) => written.includes("the bench's people are there"),
      });
      return { ...server, ports };
    },
  };
}

const settings = (ports: { tcp: number; webSocket: number }): string => `
hosts: ["${HOST}"]
loglevel: warning
listen:
  - port: ${ports.tcp}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    access: all
    shaper: none
    max_stanza_size: infinity
    backlog: 65535
  - port: ${ports.webSocket}
    ip: "127.0.0.1"
    module: ejabberd_http
    backlog: 65535
    request_handlers:
      /ws: ejabberd_http_ws
auth_method: mnesia
auth_password_format: plain
websocket_ping_interval: 3600
cache_size: infinity
modules:
  mod_roster: {}
`;

function peopleLines(contacts: Contacts): string {
  const everybody = Array.from({ length: contacts.count - 1 }, (_, at) => nameOf(at + 1));
  const lines = [`${nameOf(0)}\tfrom\t${everybody.join(",")}`];
  for (let index = 1; index < contacts.count; index++) {
    lines.push(`${nameOf(index)}\tto\t${nameOf(0)}`);
    lines.push(`${nameOf(index)}\tboth\t${contacts.mutual(index).map(nameOf).join(",")}`);
  }
  return `${lines.join("\n")}\n`;
}
