// `npm run hosts`: our script on pages of applications that others wrote, run on loopback from Debian's packages, which
// are installed when they are missing. `npm run hosts -- redmine mediawiki` runs some; `npm run hosts -- redmine --serve`
// leaves one running for a person to look at. `--page=issue`, `--width=360`, `--browser=firefox` and
// `--only=look` (or `compare`, `type`, `write`) narrow down what is done; `--out=FOLDER` is where pictures go.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../packages/e2e/src/hosts/main.ts", import.meta.url));
const child = spawn("node", [main, ...process.argv.slice(2)], { stdio: "inherit" });
// The applications are stopped by that process, which hears of Ctrl-C as well.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
