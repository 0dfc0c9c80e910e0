// What a browser loads: ES modules for the drop-in, and the classic loader that imports them.
// The modules are bundled from the built packages (dist), so that the page runs what npm users get.
import { stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import commonjs from "@rollup/plugin-commonjs";
import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";

const elements = fileURLToPath(new URL("./packages/elements/", import.meta.url));

/** Safari 17, Chromium and Firefox ESR all read ES2022. */
const minify = (module) =>
  terser({
    ecma: 2022,
    module,
    toplevel: true,
    compress: { passes: 3, pure_getters: true, hoist_props: true },
    format: { comments: false },
    maxWorkers: 1,
  });

const failOnWarning = (warning) => {
  throw new Error(`rollup: ${warning.message}`);
};

/**
 * Named elements of a page come before the members of its document: `<img name="createComment">` would stop lit. Its
 * modules get the globals that they read from a module of ours that asks the platform instead.
 */
const cleanGlobals = {
  name: "clean-globals",
  transform(code, id) {
    if (!/\/node_modules\/(lit|lit-html|lit-element|@lit\/reactive-element)\//.test(id)) return null;
    const names = ["document", "globalThis", "litPropertyMetadata"].filter((name) =>
      new RegExp(`\\b${name}\\b`).test(code),
    );
    if (names.length === 0) return null;
    const from = JSON.stringify(`${elements}dist/dom/lit-globals.js`);
    return { code: `import { ${names.join(", ")} } from ${from};\n${code}`, map: null };
  },
};

/** Sentences for those who call `connect()` and `provide()` themselves: the drop-in always does, and rightly. */
const FOR_CALLERS = {
  "/client/dist/options-check.js": "export const checkOptions = () => {};",
  "/client/dist/wrong-address.js": "export const wrongAddress = TypeError;",
  "/elements/dist/provider/forgotten.js": "export const remindLater = () => {};",
};
const withoutSentences = {
  name: "without-sentences",
  load: (id) => Object.entries(FOR_CALLERS).find(([module]) => id.endsWith(module))?.[1] ?? null,
};

/** Too small for modules of their own, and needed by none that a name or its card loads: they are to stay out of those. */
const LATER = ["/lit-html/directive.js", "/dist/events/live-select.js", "/dist/dom/ours.js"];

/** Names are stable: the folder they are served from carries the hash of the build. */
export const modules = {
  input: { "drop-in": `${elements}dist/drop-in.js` },
  // The modules loaded on demand share the entry itself; a strict entry would be one module more to wait for.
  preserveEntrySignatures: "allow-extension",
  plugins: [
    resolve({ browser: true, exportConditions: ["production"] }),
    commonjs(),
    cleanGlobals,
    withoutSentences,
    minify(true),
  ],
  onwarn: failOnWarning,
  logLevel: "warn",
  output: {
    dir: `${elements}web`,
    format: "es",
    generatedCode: "es2015",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    hoistTransitiveImports: false,
    manualChunks: (id) => (LATER.some((module) => id.endsWith(module)) ? "later" : undefined),
    // What is smaller costs less in a module that is there already than as a request of its own.
    experimentalMinChunkSize: 400,
  },
};

export const loader = {
  input: `${elements}src/loader.ts`,
  // From its source: tsc wraps a computed import() in code of its own, which would be a fifth of the loader.
  plugins: [
    { name: "strip-types", transform: (code) => ({ code: stripTypeScriptTypes(code), map: null }) },
    minify(false),
  ],
  onwarn: failOnWarning,
  output: { file: `${elements}web/livename.js`, format: "iife", generatedCode: "es2015" },
};

export default [modules, loader];
