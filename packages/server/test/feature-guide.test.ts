import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const guide = readFileSync(join(root, "docs/guides/feature.md"), "utf8");
const trimmed = (text: string): string => text.replace(/^ +/gm, "");

it("what the guide quotes of the example stands in it", () => {
  const quotes = [...guide.matchAll(/^```\w+\n\/\/ (examples\/feature\/\S+)\n(.*?)^```/gms)];
  expect(quotes.length).toBeGreaterThan(10);
  for (const [, path, code] of quotes) {
    const file = trimmed(readFileSync(join(root, path!), "utf8"));
    for (const part of code!.split("// …\n")) expect(file).toContain(trimmed(part));
  }
});

it("the example is a feature in less than 300 lines, from its messages to the page", () => {
  const folder = join(root, "examples/feature");
  const files = ["pinboard.proto", ...["server", "client", "elements", "page"].flatMap(namesIn)];
  function namesIn(name: string): string[] {
    return readdirSync(join(folder, name)).map((file) => join(name, file));
  }
  // Neither blank nor only a comment; the demo's HTML, package.json and tsconfig.json are not counted.
  const lines = files
    .filter((file) => !file.endsWith(".html"))
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
    .filter((line) => !/^\s*(\/\/.*|\/\*\*.*\*\/)?\s*$/.test(line));
  expect(files.length).toBeGreaterThan(8);
  expect(lines.length).toBeLessThan(300);
});
