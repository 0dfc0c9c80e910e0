#!/usr/bin/env node
// Plain JavaScript that old versions of Node can read, so that they get a sentence and not a syntax error.

const NEEDED = [22, 13];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error(
    `livename needs Node ${NEEDED.join(".")} or newer, and this is ${process.version}. Install a newer Node.`,
  );
  process.exitCode = 1;
} else {
  const { main, processIo } = await import("../dist/index.js");
  process.exitCode = await main(process.argv.slice(2), processIo());
}
