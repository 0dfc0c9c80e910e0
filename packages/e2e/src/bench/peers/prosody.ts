// Prosody, set up to be as fast as it can be: no limits, no offline storage, no archive, epoll, warnings only, and the
// generational collector, with which it is about three times as fast as with the one it comes with.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../harness/free-port.ts";
import { type Contacts, HOST, nameOf, PASSWORD } from "./contacts.ts";
import type { Peer } from "./measure.ts";
import type { Programs } from "./packages.ts";
import { isListening, launch } from "./server-process.ts";

export function prosodyOf({ prosody, root, libraries }: Programs): Peer {
  return {
    name: `Prosody ${prosody.version}`,
    webSocketPath: "/xmpp-websocket",
    async start(folder, contacts) {
      const ports = { tcp: await freePort(), webSocket: await freePort() };
      const data = join(folder, "data");
      writePeople(join(data, encoded(HOST)), contacts);
      const configuration = join(folder, "prosody.cfg.lua");
      writeFileSync(configuration, settings(folder, data, ports));
      // Where its sources are is written into its first file; the one here only says that again for this place.
      const main = join(folder, "prosody.lua");
      writeFileSync(main, mainFile(prosody.folder));
      const server = await launch({
        command: join(root, "usr/bin/lua5.4"),
        args: [main, "-F", "--config", configuration],
        folder,
        env: {
          ...process.env,
          LD_LIBRARY_PATH: libraries,
          LUA_PATH: `${prosody.folder}/?.lua;${join(root, "usr/share/lua/5.4/?.lua")};${join(root, "usr/share/lua/5.4/?/init.lua")}`,
          LUA_CPATH: `${prosody.folder}/?.so;${join(libraries, "lua/5.4/?.so")}`,
        },
        isReady: async () => (await isListening(ports.tcp)) && isListening(ports.webSocket),
      });
      return { ...server, ports };
    },
  };
}

const settings = (folder: string, data: string, ports: { tcp: number; webSocket: number }): string => `
run_as_root = true
pidfile = "${join(folder, "prosody.pid")}"
data_path = "${data}"
certificates = "${folder}"
network_backend = "epoll"
network_settings = { tcp_backlog = 65535 }
gc = { mode = "generational" }
log = { warn = "*console" }
interfaces = { "127.0.0.1" }
http_interfaces = { "127.0.0.1" }
c2s_ports = { ${ports.tcp} }
c2s_direct_tls_ports = {}
http_ports = { ${ports.webSocket} }
https_ports = {}
http_default_host = "${HOST}"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
consider_websocket_secure = true
authentication = "internal_plain"
modules_enabled = { "roster", "saslauth", "websocket" }
modules_disabled = { "offline", "s2s", "tls", "limits" }
VirtualHost "${HOST}"
`;

const mainFile = (sources: string): string => `
CFG_SOURCEDIR = "${sources}"
CFG_PLUGINDIR = "${sources}/modules/"
local async = require "util.async"
local thread = async.runner()
thread:run(require "util.startup".prosody)
prosody.main_thread = thread
require "net.server".loop()
`;

/** As its own store writes names of files: what is no letter or digit by its hexadecimal number. */
const encoded = (name: string): string =>
  name.replace(/[^A-Za-z0-9]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`);

function writePeople(folder: string, contacts: Contacts): void {
  const accounts = join(folder, "accounts");
  const rosters = join(folder, "roster");
  mkdirSync(accounts, { recursive: true });
  mkdirSync(rosters, { recursive: true });
  const item = (other: number, subscription: string) =>
    `\t["${nameOf(other)}@${HOST}"] = { ["subscription"] = "${subscription}"; ["groups"] = {}; };`;
  for (let index = 0; index < contacts.count; index++) {
    const items =
      index === 0
        ? Array.from({ length: contacts.count - 1 }, (_, at) => item(at + 1, "from"))
        : [item(0, "to"), ...contacts.mutual(index).map((other) => item(other, "both"))];
    const file = `${encoded(nameOf(index))}.dat`;
    writeFileSync(join(accounts, file), `return { ["password"] = "${PASSWORD}"; };\n`);
    const head = '\t[false] = { ["version"] = 1; ["pending"] = {}; };';
    writeFileSync(join(rosters, file), `return {\n${head}\n${items.join("\n")}\n};\n`);
  }
}
