// Each direction rule is shown to fail: a small tree with one wrong import, cruised with the project's own rules.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type IConfiguration } from "dependency-cruiser";
import { afterEach, describe, expect, it } from "vitest";

const { forbidden, options } = createRequire(import.meta.url)("../../../.dependency-cruiser.cjs") as IConfiguration;

const wrong: Array<readonly [rule: string, files: Record<string, string>]> = [
  ["no-cycles", { "packages/client/src/a.ts": "./b.ts", "packages/client/src/b.ts": "./a.ts" }],
  ["no-type-cycles", { "packages/elements/src/a.ts": "type ./b.ts", "packages/elements/src/b.ts": "type ./a.ts" }],
  ["no-type-cycles", { "packages/client/src/a.ts": "type ./b.ts", "packages/client/src/b.ts": "type ./a.ts" }],
  ["no-type-cycles", { "packages/client/src/a.ts": "type ./b.ts", "packages/client/src/b.ts": "./a.ts" }],
  ["resolvable", { "packages/client/src/a.ts": "./gone.ts" }],
  ["wire-alone", { "packages/wire/src/a.ts": "../../client/src/a.ts", "packages/client/src/a.ts": "" }],
  ["client-on-wire", { "packages/client/src/a.ts": "../../server/src/a.ts", "packages/server/src/a.ts": "" }],
  ["client-on-wire", { "packages/client/src/a.ts": "@livename/testkit" }],
  ["elements-on-client", { "packages/elements/src/a.ts": "@livename/wire/presence" }],
  ["elements-on-client", { "packages/elements/src/a.ts": "../../wire/gen/a.ts", "packages/wire/gen/a.ts": "" }],
  ["server-on-wire", { "packages/server/src/a.ts": "@livename/client" }],
  ["command-on-server", { "packages/livename/src/a.ts": "@livename/client" }],
  ["testkit-sees", { "packages/testkit/src/a.ts": "@livename/elements" }],
  ["nobody-on-e2e", { "packages/server/src/a.ts": "@livename/e2e" }],
  [
    "features-by-door",
    {
      "packages/server/src/features/presence/a.ts": "../place/b.ts",
      "packages/server/src/features/place/b.ts": "",
    },
  ],
  ["features-by-door", { "packages/client/src/presence/a.ts": "../place/b.ts", "packages/client/src/place/b.ts": "" }],
  ["features-by-list", { "packages/server/src/server.ts": "./features/a.ts", "packages/server/src/features/a.ts": "" }],
  [
    "features-by-list",
    { "packages/server/src/http/metrics.ts": "../features/a.ts", "packages/server/src/features/a.ts": "" },
  ],
  [
    "features-by-list",
    { "packages/server/src/session/a.ts": "../features/b.ts", "packages/server/src/features/b.ts": "" },
  ],
  [
    "floors-without-elements",
    { "packages/elements/src/theme/a.ts": "../live-a/live-a.ts", "packages/elements/src/live-a/live-a.ts": "" },
  ],
  [
    "floors-without-elements",
    { "packages/elements/src/theme/a.ts": "../scan/a.ts", "packages/elements/src/scan/a.ts": "" },
  ],
  [
    "floors-without-elements",
    { "packages/elements/src/theme/a.ts": "../index.ts", "packages/elements/src/index.ts": "" },
  ],
  [
    "elements-by-door",
    { "packages/elements/src/live-a/a.ts": "../live-b/words.ts", "packages/elements/src/live-b/words.ts": "" },
  ],
  [
    "elements-by-door",
    { "packages/elements/src/live-a/a.ts": "type ../live-b/live-a.ts", "packages/elements/src/live-b/live-a.ts": "" },
  ],
  [
    "elements-by-door",
    { "packages/elements/src/scan/a.ts": "../live-b/b.ts", "packages/elements/src/live-b/b.ts": "" },
  ],
  [
    "elements-by-door",
    { "packages/elements/src/a.ts": "./live-b/words.ts", "packages/elements/src/live-b/words.ts": "" },
  ],
  [
    "elements-without-page",
    { "packages/elements/src/live-a/a.ts": "../mark/b.ts", "packages/elements/src/mark/b.ts": "" },
  ],
  ["elements-without-page", { "packages/elements/src/live-a/a.ts": "../b.ts", "packages/elements/src/b.ts": "" }],
  [
    "marks-without-drop-in",
    { "packages/elements/src/scan/a.ts": "../debug/b.ts", "packages/elements/src/debug/b.ts": "" },
  ],
  [
    "client-features-in-one-list",
    { "packages/client/src/client.ts": "type ./place/index.ts", "packages/client/src/place/index.ts": "" },
  ],
  [
    "client-features-in-one-list",
    { "packages/client/src/link/a.ts": "../place/index.ts", "packages/client/src/place/index.ts": "" },
  ],
  ["protobufjs-in-wire", { "packages/server/src/a.ts": "protobufjs/minimal.js" }],
  ["no-tests-in-code", { "packages/server/src/a.ts": "./b.test.ts", "packages/server/src/b.test.ts": "" }],
  ["no-tests-in-code", { "packages/server/src/a.ts": "vitest" }],
  ["browser-code-without-node", { "packages/elements/src/a.ts": "node:fs" }],
];

// Each floor of the server, and one above it.
for (const [floor, above] of [
  ["text", "process"],
  ["process", "kernel"],
  ["kernel", "people"],
  ["bus", "store"],
  ["store", "people"],
  ["people", "features"],
  ["identity", "features"],
  ["house", "features"],
  ["features", "edge"],
] as const)
  wrong.push([
    forbidden!.find(({ name }) => name?.startsWith(`server-floor-${floor}`))!.name!,
    { [`packages/server/src/${floor}/a.ts`]: `../${above}/b.ts`, [`packages/server/src/${above}/b.ts`]: "" },
  ]);

const right: ReadonlyArray<Record<string, string>> = [
  {
    "packages/server/src/features/presence/a.ts": "../place/index.ts",
    "packages/server/src/features/place/index.ts": "",
  },
  { "packages/server/src/edge/a.ts": "../kernel/b.ts", "packages/server/src/kernel/b.ts": "" },
  {
    "packages/server/src/server.ts": "./features.ts",
    "packages/server/src/features.ts": "./features/a.ts",
    "packages/server/src/features/a.ts": "",
  },
  { "packages/client/src/a.ts": "../../wire/src/a.ts", "packages/wire/src/a.ts": "" },
  { "packages/elements/src/a.ts": "../../client/src/a.ts", "packages/client/src/a.ts": "" },
  { "packages/elements/src/live-a/a.ts": "../theme/b.ts", "packages/elements/src/theme/b.ts": "" },
  { "packages/elements/src/live-a/a.ts": "./b.ts", "packages/elements/src/live-a/b.ts": "" },
  { "packages/elements/src/live-a/a.ts": "../live-b/live-b.ts", "packages/elements/src/live-b/live-b.ts": "" },
  {
    "packages/elements/src/scan/a.ts": "../live-dock/open-chat.ts",
    "packages/elements/src/live-dock/open-chat.ts": "",
  },
  { "packages/elements/src/drop-in/a.ts": "../live-b/live-b.ts", "packages/elements/src/live-b/live-b.ts": "" },
  { "packages/client/src/features.ts": "./place/index.ts", "packages/client/src/place/index.ts": "" },
  { "packages/server/src/a.test.ts": "../../client/src/a.ts", "packages/client/src/a.ts": "" },
];

const trees: string[] = [];
afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true });
});

/** `type ./a.ts` imports only a type. */
function statement(imported: string): string {
  const [, type, from] = /^(type )?(.*)/.exec(imported)!;
  return type ? `import type { A } from "${from}";\nexport type B = A;\n` : `import "${from}";\n`;
}

async function broken(files: Record<string, string>): Promise<string[]> {
  const tree = mkdtempSync(join(tmpdir(), "livename-directions-"));
  trees.push(tree);
  for (const [file, imported] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), imported ? statement(imported) : "export {};\n");
  }
  const { output } = await cruise(["packages"], { ...options, baseDir: tree, ruleSet: { forbidden }, validate: true });
  if (typeof output === "string") throw new Error(output);
  return output.summary.violations.map((violation) => violation.rule.name);
}

describe("the direction rules", () => {
  it.each(wrong)("%s fails on %o", async (rule, files) => {
    expect(await broken(files)).toContain(rule);
  });

  it.each(right)("none fails on %o", async (files) => {
    expect(await broken(files)).toEqual([]);
  });

  it("each is shown to fail", () => {
    expect(new Set(wrong.map(([rule]) => rule))).toEqual(new Set(forbidden?.map((rule) => rule.name)));
  });
});
