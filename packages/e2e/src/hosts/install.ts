import { existsSync, rmSync, writeFileSync } from "node:fs";
import type { Host } from "./host.ts";
import { run } from "./processes.ts";

/** Debian asks this program before it starts a service; 101 is "no". */
const POLICY = "/usr/sbin/policy-rc.d";

/** Packages whose installation would make a database of the system's own. */
const ANSWERS = [
  "redmine redmine/instances/default/dbconfig-install boolean false",
  "roundcube-core roundcube/dbconfig-install boolean false",
  "dokuwiki dokuwiki/system/configure-webserver multiselect ",
];

/** Installs those of Debian's packages that are missing; no service starts. */
export async function install(hosts: readonly Host[]): Promise<void> {
  const wanted = [...new Set(hosts.flatMap((host) => host.packages))];
  const selections = await run("dpkg", ["--get-selections"]);
  const installed = new Set(selections.split("\n").map((line) => /^([^\s:]+)\S*\s+(install|hold)$/.exec(line)?.[1]));
  const missing = wanted.filter((name) => !installed.has(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Error(
      `Debian's packages are missing. As root: apt-get install --no-install-recommends ${missing.join(" ")}`,
    );
  }
  console.log(`Installing Debian's packages: ${missing.join(" ")}`);
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("debconf-set-selections", [], { input: `${ANSWERS.join("\n")}\n` });
    await run("apt-get", ["update", "-qq"]);
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { env });
  } finally {
    if (ours) rmSync(POLICY);
  }
}
