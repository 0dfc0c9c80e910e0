import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const guide = readFileSync(join(root, "docs/guides/client.md"), "utf8");
/** What stands in the guide from one example to the next. */
const COMMON = `
import type { Client, ConnectOptions, ContactList } from "@livename/client";
declare global {
  const me: Client;
  const url: string;
  const token: ConnectOptions["token"];
  const contacts: ContactList;
}
`;

it("every example of the guide is written for the client as it is", () => {
  const blocks = [...guide.matchAll(/^```ts\n(.*?)^```/gms)];
  expect(blocks.length).toBeGreaterThan(15);
  const lineOf = (at: number): number => guide.slice(0, at).split("\n").length;
  const folder = join(root, "packages/client/test/guide");
  const files = new Map(
    blocks.map(({ 1: code, index }) => [join(folder, `line-${lineOf(index)}.ts`), `${code}\nexport {};\n`]),
  );
  files.set(join(folder, "common.ts"), COMMON);

  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, languageVersion) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, languageVersion)
      : ts.createSourceFile(name, text, languageVersion, true);
  };
  const program = ts.createProgram(
    [...files.keys()],
    {
      ...options,
      ...{
        noEmit: true,
        composite: false,
        declaration: false,
        incremental: false,
        rewriteRelativeImportExtensions: false,
      },
      ...{
        allowImportingTsExtensions: true,
        noUnusedLocals: false,
        lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
        types: ["node"],
      },
      paths: { "@livename/client": [join(root, "packages/client/src/index.ts")] },
    },
    host,
  );
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const at =
      file && start !== undefined
        ? `${file.fileName.replace(dirname(folder), "")}:${file.getLineAndCharacterOfPosition(start).line + 1}`
        : "";
    return `${at} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
  expect(problems).toEqual([]);
}, 120_000);
