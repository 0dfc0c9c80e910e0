// What the codec costs a page, beside its alternatives: `node packages/wire/bench/size.mjs`. Prints KiB, minified and
// gzipped as far as it goes.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import commonjs from "@rollup/plugin-commonjs";
import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { rollup } from "rollup";

const gen = join(dirname(fileURLToPath(import.meta.url)), "../gen");
const door = join(gen, "../dist/index.js");

const CASES = {
  "our runtime (Reader and Writer)": `export { Reader, Writer } from ${JSON.stringify(`${gen}/runtime.js`)};`,
  "our runtime, door and client side of session, presence and place": `
    export { decode, encode, commandFrame, readServerFrame, concat, isFinalClose, codeName } from ${JSON.stringify(door)};
    export { sessionHello, sessionRefresh, sessionInput, sessionBye, sessionLeave, presenceWatch, presenceUnwatch,
      presenceChanged, presenceOwn, presenceSet, presenceOwnChanged, presenceActivity, placeEnter, placeLeave,
      placeChanged } from ${JSON.stringify(`${gen}/calls.js`)};`,
  "client side of conversation and directory, on top": `
    export * from ${JSON.stringify(`${gen}/conversation.js`)}; export * from ${JSON.stringify(`${gen}/directory.js`)};`,
  "protobufjs/minimal, the runtime of its static code": 'export { default } from "protobufjs/minimal.js";',
  "@bufbuild/protobuf, what generated code calls": `export { create, fromBinary, toBinary } from "@bufbuild/protobuf";
    export { fileDesc, messageDesc, enumDesc } from "@bufbuild/protobuf/codegenv2";`,
};

for (const [name, code] of Object.entries(CASES)) {
  const bundle = await rollup({
    input: "entry",
    external: name.endsWith("on top") ? /runtime\.js$/ : [],
    plugins: [
      {
        name: "entry",
        resolveId: (source) => (source === "entry" ? join(gen, "entry.js") : null),
        load: (id) => (id === join(gen, "entry.js") ? code : null),
      },
      resolve({ browser: true }),
      commonjs(),
      terser({ module: true, compress: { passes: 2 } }),
    ],
    onwarn: () => {},
  });
  const { output } = await bundle.generate({ format: "es" });
  console.log(`${(gzipSync(output[0].code, { level: 9 }).length / 1024).toFixed(1).padStart(5)} KiB  ${name}`);
}
