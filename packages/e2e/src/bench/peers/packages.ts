// Where the peers' programs are: installed from Debian's packages, or fetched by the system's own package tool and
// unpacked in a cache folder, where nothing is configured and nothing is started.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const PACKAGES = ["ejabberd", "prosody", "lua-event"];

/** The peers cannot be had on this machine; the message says why and what would help. */
export class NoPeersError extends Error {
  override readonly name = "NoPeersError";
}

/** Programs of both peers below one folder. */
export interface Programs {
  /** "/" where they are installed. */
  readonly root: string;
  /** Shared libraries of this machine's architecture. */
  readonly libraries: string;
  readonly erlang: string;
  /** The folder of `erlexec`. */
  readonly erlangBin: string;
  readonly ejabberd: { readonly version: string; readonly folder: string };
  readonly prosody: { readonly version: string; readonly folder: string };
}

/**
 * @param say is told when something is fetched.
 * @throws NoPeersError
 */
export function findPrograms(say: (line: string) => void): Programs {
  const installed = programsBelow("/");
  if (installed) return installed;
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "livename-bench-peers");
  const root = join(cache, "root");
  return programsBelow(root) ?? fetchPrograms(cache, root, say);
}

function fetchPrograms(cache: string, root: string, say: (line: string) => void): Programs {
  const archives = join(cache, "archives");
  say(`ejabberd and Prosody are not installed: their Debian packages are unpacked in ${cache} and start no service`);
  mkdirSync(join(archives, "partial"), { recursive: true });
  // Unpacked beside and moved when complete: an interrupted run leaves nothing that looks whole.
  const unpacked = `${root}-${process.pid}`;
  mkdirSync(unpacked, { recursive: true });
  const settings = [`Dir::Cache::archives=${archives}`, "Debug::NoLocking=1", "APT::Sandbox::User=root"];
  const options = settings.flatMap((setting) => ["-o", setting]);
  try {
    run("apt-get", ["install", "--download-only", "--yes", "--no-install-recommends", ...options, ...PACKAGES]);
    for (const name of readdirSync(archives)) {
      if (name.endsWith(".deb")) run("dpkg-deb", ["-x", join(archives, name), unpacked]);
    }
    rmSync(root, { recursive: true, force: true });
    renameSync(unpacked, root);
  } catch (error) {
    rmSync(unpacked, { recursive: true, force: true });
    throw new NoPeersError(
      `ejabberd and Prosody are not installed and cannot be fetched (${firstLine(error)}). ` +
        `On Debian or Ubuntu, "apt-get update" once, or "apt-get install ${PACKAGES.join(" ")}", is what they need.`,
    );
  }
  const programs = programsBelow(root);
  if (programs) return programs;
  throw new NoPeersError(
    `The packages of ejabberd and Prosody in ${cache} are not complete: a part of them is installed on this machine ` +
      `and was not fetched. Install the rest too: "apt-get install ${PACKAGES.join(" ")}".`,
  );
}

function programsBelow(root: string): Programs | undefined {
  const lib = join(root, "usr/lib");
  const triplet = foldersOf(lib).find((name) => name.endsWith("-linux-gnu"));
  const erlang = join(lib, "erlang");
  const runtime = foldersOf(erlang).find((name) => name.startsWith("erts-"));
  const prosody = join(lib, "prosody");
  if (!triplet || !runtime || !existsSync(join(prosody, "prosody.version"))) return undefined;
  const libraries = join(lib, triplet);
  const ejabberd = foldersOf(libraries).find((name) => name.startsWith("ejabberd-"));
  if (!ejabberd) return undefined;
  return {
    root,
    libraries,
    erlang,
    erlangBin: join(erlang, runtime, "bin"),
    ejabberd: { version: ejabberd.slice("ejabberd-".length), folder: join(libraries, ejabberd, "ebin") },
    prosody: { version: readFileSync(join(prosody, "prosody.version"), "utf8").trim(), folder: prosody },
  };
}

const foldersOf = (path: string): string[] => (existsSync(path) ? readdirSync(path).sort() : []);

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 180_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: Buffer; message: string };
  return (stderr?.toString().trim() || message).split("\n")[0]!;
}
