import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const path = (relative: string) => new URL(relative, import.meta.url).pathname;
const source = (name: string) => ({
  find: new RegExp(`^@livename/${name}$`),
  replacement: path(`./packages/${name}/src/index.ts`),
});

// Every server of a test compiles its sources anew, and so does each of its threads, which takes longer than most tests.
// Node keeps what it compiled here instead, by content, for the tests and for all processes that they start.
process.env.NODE_COMPILE_CACHE ??= path(".cache/compiled");

// Unit and integration tests run on the sources; end-to-end tests (packages/e2e) run on what was built.
const alias = ["wire", "client", "elements", "server", "testkit"].map(source);

/** What is waited for comes late on a busy machine; left to itself, vitest gives up after one second. */
const patient = (timeout: number) => ({ poll: { timeout } });

const endToEnd = (name: string, include: string[]) => ({
  test: { name, include, testTimeout: 120_000, hookTimeout: 120_000, expect: patient(15_000), fileParallelism: false },
});

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["packages/{wire,client,elements,server,livename,testkit}/{src,test}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient(8_000),
          // Left to itself, vitest keeps one core free, which of two leaves one.
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      // As outside of this tree, on what was built; `npm run packages` runs it where that is installed.
      { test: { name: "unit-examples", include: ["examples/*/test/*.test.ts"], testTimeout: 60_000 } },
      endToEnd("e2e", ["packages/e2e/test/*.test.ts"]),
      endToEnd("e2e-hosts", ["packages/e2e/test/hosts/*.test.ts"]),
      // These wait most of the time, so that another process can run the others meanwhile.
      endToEnd("e2e-waiting", ["packages/e2e/test/waiting/*.test.ts"]),
    ],
  },
});
