// A PostgreSQL of Debian's for one test file: its own folder, no network, stopped with the tests.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

const VERSIONS = "/usr/lib/postgresql";

export interface PostgresServer {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** The newest that is installed. */
function programs(): string {
  const [newest] = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a));
  return join(VERSIONS, newest!, "bin");
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "livename-postgres-"));
  // It refuses to run as root.
  const root = process.getuid?.() === 0;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  const as = root ? { uid: id("-u"), gid: id("-g") } : {};
  if (root) chownSync(folder, as.uid!, as.gid!);
  const data = join(folder, "data");
  const options = { cwd: folder, ...as } as const;
  execFileSync(join(programs(), "initdb"), ["-D", data, "-U", "livename", "-A", "trust", "--no-sync", "-E", "UTF8"], {
    ...options,
    stdio: "ignore",
  });
  const server = spawn(join(programs(), "postgres"), ["-D", data, "-k", folder, "-h", "", "-c", "fsync=off"], {
    ...options,
    stdio: "ignore",
  });
  const pool = new pg.Pool({ host: folder, user: "livename", database: "postgres", max: 4 });
  pool.on("error", () => {});
  for (let tries = 0; ; tries++) {
    try {
      await pool.query("select 1");
      break;
    } catch (error) {
      if (tries > 300 || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return {
    pool,
    async close() {
      await pool.end();
      const exited = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
