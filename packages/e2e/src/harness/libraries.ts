import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { build } from "vite";

const require = createRequire(import.meta.url);

/** A file of a package from npm, as it is published. */
export const published = (file: string): string => readFileSync(require.resolve(file), "utf8");

/** One classic script of a page's own code and the packages that it imports. */
export async function bundled(code: string): Promise<string> {
  const id = "virtual:page";
  const result = await build({
    configFile: false,
    logLevel: "error",
    root: new URL("../..", import.meta.url).pathname,
    define: { "process.env.NODE_ENV": '"development"' },
    plugins: [
      {
        name: "page",
        resolveId: (name) => (name === id ? id : undefined),
        load: (name) => (name === id ? code : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      rollupOptions: { input: id, output: { format: "iife" } },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const [chunk] = outputs.flatMap((output) => ("output" in output ? output.output : []));
  if (chunk?.type !== "chunk") throw new Error("The page's code was not bundled");
  return chunk.code;
}
