// `npm run packages`: what is published works where it is installed. Packs each package, checks the tarballs, installs
// them into an empty project, and uses them there: in bare Node, as types, as a command, with Vite, by a plain script
// tag, and in the examples; the example of a feature in an empty folder of its own.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkBrowser } from "./packages/browser.mjs";
import { checkFeature } from "./packages/feature.mjs";
import { checkCommand, checkImports, checkTypes, install } from "./packages/project.mjs";
import { checkTarballs, pack } from "./packages/tarballs.mjs";
import { endWithin } from "./running.mjs";

const PUBLISHED = ["wire", "client", "elements", "server", "livename", "testkit"];

endWithin(10);
const folder = mkdtempSync(join(tmpdir(), "livename-packages-"));
const began = Date.now();
const say = (line) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);

try {
  const packages = PUBLISHED.map((name) => {
    const source = new URL(`../packages/${name}/`, import.meta.url).pathname;
    return { source, manifest: JSON.parse(readFileSync(join(source, "package.json"), "utf8")) };
  });
  const packed = await pack(packages, folder, say);
  await checkTarballs(packed, say);
  const project = await install(packed, folder, say);
  await checkImports(packed, project, say);
  await checkTypes(project, say);
  await checkCommand(project, say);
  await checkBrowser(project, say);
  await checkFeature(packed, folder, say);
} catch (error) {
  console.error(`\n${error.message ?? error}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
// Playwright keeps handles of a browser that failed; everything is told, so nothing is waited for.
process.exit();
