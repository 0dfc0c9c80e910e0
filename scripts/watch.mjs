// Builds at each change: types and packages by `tsc -b --watch`, the browser modules after each of its rounds.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const env = { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` };
const tsc = spawn("tsc", ["-b", "--watch", "--preserveWatchOutput"], {
  cwd: root,
  env,
  stdio: ["ignore", "pipe", "inherit"],
});
process.on("SIGINT", () => tsc.kill());

let bundling = Promise.resolve();
const bundle = () =>
  new Promise((resolve) => {
    spawn("node", ["scripts/web.mjs"], { cwd: root, env, stdio: "inherit" }).on("exit", resolve);
  });
for await (const line of createInterface({ input: tsc.stdout })) {
  console.log(line);
  if (line.includes("Found 0 errors")) bundling = bundling.then(bundle);
}
