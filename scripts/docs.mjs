// The API reference of the published packages, in docs/api. A warning is an error: every public name is documented.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const env = { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` };
const { status } = spawnSync("typedoc", ["--treatWarningsAsErrors"], { cwd: root, env, stdio: "inherit" });
process.exitCode = status ?? 1;
