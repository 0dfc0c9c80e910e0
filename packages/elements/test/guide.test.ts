// What the guides say in code is code: TypeScript and TSX pass the compiler with React's own types, Vue's template
// compiler takes the template, and every tag and attribute of the markup is one of ours.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "@vue/compiler-dom";
import ts from "typescript";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const guides = ["docs/guides/elements.md", "packages/elements/README.md"];
const folder = join(root, "packages/elements/test/guide");

/** What stands in the guide from one example to the next. */
const COMMON = `
declare global {
  function addToMeeting(address: string): void;
}
export {};
`;

/** What must not pass: the types are not `any`, and the events are not anybody's. */
const WRONG = `
import type { LiveSelectEvent } from "@livename/elements";
export const wrong = [
  // @ts-expect-error A name is of somebody.
  <live-name />,
  // @ts-expect-error No such order.
  <live-list sort="age" />,
  // @ts-expect-error Another element's event.
  <live-name person="amy@example.com" onlive-open={(event: LiveSelectEvent) => event.detail} />,
];
export const right = <live-name person="amy@example.com" style={{ "--live-accent": "red" }} onlive-open={(event) => event.detail.name} />;
`;

const blocks = (language: string): { at: string; code: string }[] =>
  guides.flatMap((guide) => {
    const text = readFileSync(join(root, guide), "utf8");
    return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(({ 1: code, index }) => ({
      at: `${guide}:${text.slice(0, index).split("\n").length}`,
      code: code!,
    }));
  });

it("every example in TypeScript and TSX is written for the elements as they are", () => {
  const files = new Map([
    [join(folder, "common.ts"), COMMON],
    [join(folder, "wrong.tsx"), WRONG],
  ]);
  const names = new Map<string, string>();
  for (const language of ["ts", "tsx", "js"]) {
    const found = blocks(language);
    expect(found.length, language).toBeGreaterThan(0);
    for (const [index, { at, code }] of found.entries()) {
      const file = join(folder, `${language}-${index}.${language === "tsx" ? "tsx" : "ts"}`);
      // An example in JavaScript does without the mark that something is surely there.
      files.set(
        file,
        `${language === "js" ? code.replace(/(querySelector\([^)]*\))\./g, "$1!.") : code}\nexport {};\n`,
      );
      names.set(file, at);
    }
  }
  expect(problemsOf(files, names)).toEqual([]);
}, 240_000);

function problemsOf(files: ReadonlyMap<string, string>, names: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, version) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, text, version, true);
  };
  const program = ts.createProgram(
    [...files.keys()],
    {
      ...options,
      noEmit: true,
      composite: false,
      declaration: false,
      incremental: false,
      rewriteRelativeImportExtensions: false,
      allowImportingTsExtensions: true,
      noUnusedLocals: false,
      isolatedDeclarations: false,
      jsx: ts.JsxEmit.ReactJSX,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      types: ["node"],
      paths: {
        "@livename/client": [join(root, "packages/client/src/index.ts")],
        "@livename/elements": [join(root, "packages/elements/src/index.ts")],
        "@livename/elements/jsx": [join(root, "packages/elements/src/jsx.ts")],
      },
    },
    host,
  );
  return [...files.keys()]
    .map((name) => program.getSourceFile(name)!)
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ file, start, messageText }) => {
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      const name = file?.fileName ?? "";
      return `${names.get(name) ?? name}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
}

it("Vue makes elements of ours, with a person and a listener", () => {
  const [block] = blocks("vue");
  const template = /<template>(.*)<\/template>/s.exec(block!.code)![1]!;
  const { code } = compile(template, { isCustomElement: (tag) => tag.startsWith("live-") });
  expect(code).toContain('"live-name"');
  expect(code).not.toContain("resolveComponent");
  expect(code).toMatch(/person: address,\s+onLiveOpen: open/);
});

it("the markup of the guides has tags and attributes that there are", () => {
  const known = new Map<string, ReadonlySet<string>>();
  for (const file of globSync("live-*/live-*.ts", { cwd: join(root, "packages/elements/src") })) {
    const text = readFileSync(join(root, "packages/elements/src", file), "utf8");
    const tag = /@element (live-\S+)/.exec(text)?.[1];
    if (tag) known.set(tag, new Set([...text.matchAll(/@attr \{.+?\} ([\w-]+)/g)].map(([, name]) => name!)));
  }
  expect(known.size).toBe(11);
  const written = blocks("html").flatMap(({ code }) => [...code.matchAll(/<(live-[\w-]+)([^>]*)>/g)]);
  expect(written.length).toBeGreaterThan(4);
  for (const [, tag, attributes] of written) {
    expect([...known.keys()]).toContain(tag);
    for (const [, name] of attributes!.matchAll(/([\w-]+)=/g)) expect([...known.get(tag!)!], tag!).toContain(name);
  }
});
