// What npm publishes says nothing of the machine it was built on, and each thing once.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
// Plain JavaScript, which `npm run packages` uses for everything that is packed.
const { faultsOf } = (await import(new URL("../../../scripts/packages/traces.mjs", import.meta.url).href)) as {
  faultsOf(path: string, text: string): string[];
};
const read = (path: string): string => readFileSync(join(root, path), "utf8");
interface Manifest {
  readonly private?: boolean;
  readonly homepage?: string;
  readonly repository?: { readonly url?: string; readonly directory?: string };
  readonly customElements?: string;
}

describe("a file that is published", () => {
  it.each([
    ["a path of the temporary folder", "package.json", '{ "customElements": "/tmp/el2/custom-elements.json" }'],
    ["a path of somebody's home", "dist/a.js.map", '{ "sources": ["/home/amy/livename/src/a.ts"] }'],
    ["a path of the working tree", "dist/a.js", `// ${root}packages/client/src/a.ts`],
    ["a path by file:", "dist/a.js", 'import "file:///srv/build/a.js"'],
    ["a path of Windows", "dist/a.js.map", '{ "sources": ["C:\\\\Users\\\\amy\\\\a.ts"] }'],
    ["a source map that leads out of the package", "dist/a.js.map", '{ "sources": ["../../../../../srv/a.ts"] }'],
    ["a key twice", "package.json", '{ "name": "a", "exports": { ".": "b", ".": "c" } }'],
  ])("is found to hold %s", (_, path, text) => {
    expect(faultsOf(path, text)).toHaveLength(1);
  });

  it("may hold addresses, paths of a server's own and relative sources", () => {
    expect(faultsOf("dist/a.js", 'fetch("/v1/ticket"); // "https://im.example.com/home/page"')).toEqual([]);
    expect(faultsOf("dist/b/a.js.map", '{ "sources": ["../../src/b/a.ts"], "names": ["a"] }')).toEqual([]);
  });
});

describe.each(readdirSync(join(root, "packages")))("packages/%s/package.json", (name) => {
  const path = `packages/${name}/package.json`;
  const manifest = JSON.parse(read(path)) as Manifest;
  const whole = JSON.parse(read("package.json")) as Manifest;

  it("has no key twice and no path of a machine", () => {
    expect(faultsOf("package.json", read(path))).toEqual([]);
  });

  // What is not published says it nowhere.
  it.skipIf(manifest.private)("says where the project is, as the whole project does", () => {
    expect(whole.homepage).toMatch(/^https:\/\//);
    expect(manifest.homepage).toBe(whole.homepage);
    expect(manifest.repository).toEqual({ ...whole.repository, directory: `packages/${name}` });
  });

  // Only one package has elements.
  it.skipIf(manifest.customElements === undefined)("names a file that is packed, where the build writes it", () => {
    expect(manifest.customElements).toBe("dist/custom-elements.json");
    const script = read(`packages/${name}/scripts/manifest.mjs`);
    expect(script).toContain("dist/custom-elements.json");
    expect(existsSync(join(root, "packages", name, "package.json"))).toBe(true);
  });
});
