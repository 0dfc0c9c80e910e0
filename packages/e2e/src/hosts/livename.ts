import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CommandServer, startCommandServer } from "../harness/command.ts";

/** The folder of what an administrator puts into the applications. */
export const EXAMPLES = fileURLToPath(new URL("../../../../examples/hosts", import.meta.url));

/** What the examples say of the server; in a copy each is replaced by what is true on this machine. */
export const SERVER = "https://im.example.com";
export const ISSUER = "https://host.example.com";

export interface Livename {
  readonly server: CommandServer;
  /** File of the secret that all applications sign tokens with. */
  readonly key: string;
  dispose(): Promise<void>;
}

/** The built command with the people of the portal, which takes pages and tokens of the applications. */
export async function startLivename(): Promise<Livename> {
  const folder = mkdtempSync(join(tmpdir(), "livename-hosts-"));
  const key = join(folder, "host.key");
  writeFileSync(key, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
  const jwt = { issuer: ISSUER, audience: "livename", algorithms: ["HS256"], keys: [key] };
  try {
    const server = await startCommandServer({
      origins: ["http://127.0.0.1:*"],
      config: { identity: { demo: true, jwt } },
    });
    const dispose = async () => {
      await server.dispose();
      rmSync(folder, { recursive: true, force: true });
    };
    return { server, key, dispose };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
