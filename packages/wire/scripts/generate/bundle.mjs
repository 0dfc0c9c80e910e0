// gen/runtime.js: protobufjs' Reader and Writer in one module, without what no message of this protocol calls.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import commonjs from "@rollup/plugin-commonjs";
import resolve from "@rollup/plugin-node-resolve";
import { rollup } from "rollup";

const here = dirname(fileURLToPath(import.meta.url));
/** What generated code, runtime.js and the kept functions call, by the name under which protobufjs assigns it. */
const KEPT = new Map([
  ["reader.js", ["uint32", "int32", "bool", "bytes", "stringVerify", "tag", "size", "raw", "skip"]],
  ["writer.js", ["uint32", "bool", "bytes", "string", "fork", "ldelim", "finish", "_reserve", "_delim", "alloc"]],
  ["utf8.js", ["length", "readStrict", "write"]],
]);
/** The objects that they are assigned to. */
const OWNERS = new Set(["Reader", "Reader.prototype", "Writer", "Writer.prototype", "utf8"]);
/** Properties that hold a value, not a function. */
const VALUES = new Set(["discardUnknown", "initialBufferSize"]);

/** The runtime's code, with `banner` before it. */
export async function bundleRuntime(banner) {
  const bundle = await rollup({
    input: join(here, "runtime.js"),
    plugins: [slimUtil, withoutUnused, resolve(), commonjs()],
  });
  const { output } = await bundle.generate({ format: "es", banner });
  await bundle.close();
  return output[0].code;
}

const slimUtil = {
  name: "slim-util",
  resolveId: (source) => (/(^|\/)util\/minimal$/.test(source) ? join(here, "slim-util.cjs") : null),
};

/** Removes assignments to `Reader.x`, `Reader.prototype.x` and the like when x is not kept. */
const withoutUnused = {
  name: "without-unused",
  transform(code, id) {
    const [, file] = /[\\/]protobufjs[\\/]src[\\/](?:util[\\/])?(\w+[.]js)$/.exec(id) ?? [];
    const names = KEPT.get(file);
    if (!names) return null;
    let kept = "";
    let at = 0;
    for (const statement of this.parse(code).body) {
      const target = statement.expression?.left;
      if (target?.type !== "MemberExpression") continue;
      const owner = code.slice(target.object.start, target.object.end);
      const { name } = target.property;
      if (!OWNERS.has(owner) || names.includes(name) || VALUES.has(name)) continue;
      kept += code.slice(at, statement.start);
      at = statement.end;
    }
    return { code: kept + code.slice(at), map: null };
  },
};

export const RUNTIME_TYPES = `
/** protobufjs' Reader as far as this protocol uses it. Whatever the bytes are not, it throws. */
export declare class Reader {
  constructor(bytes: Uint8Array);
  buf: Uint8Array;
  pos: number;
  len: number;
  tag(): number;
  /** A length. */
  size(): number;
  uint32(): number;
  int32(): number;
  uint64(): number;
  bool(): boolean;
  string(): string;
  bytes(): Uint8Array;
  skipField(tag: number): void;
  /** Throws a RangeError unless exactly here. */
  finish(end: number): void;
}
/** protobufjs' Writer as far as this protocol uses it. */
export declare class Writer {
  constructor();
  uint32(value: number): this;
  uint64(value: number): this;
  bool(value: boolean): this;
  string(value: string): this;
  bytes(value: Uint8Array): this;
  fork(): this;
  ldelim(): this;
  finish(): Uint8Array;
}
`;
