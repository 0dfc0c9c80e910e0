import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const path = (relative: string) => new URL(relative, import.meta.url).pathname;
const source = (name: string) => ({
  find: new RegExp(`^@livename/${name}$`),
  replacement: path(`./packages/${name}/src/index.ts`),
});

// Unit and integration tests run on the sources; end-to-end tests (packages/e2e) run on what was built.
const alias = ["wire", "client", "elements", "server", "testkit"].map(source);

const endToEnd = (name: string, include: string[]) => ({
  test: { name, include, testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false },
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
          // Left to itself, vitest keeps one core free, which of two leaves one.
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      endToEnd("e2e", ["packages/e2e/test/*.test.ts"]),
      // These wait most of the time, so that another process can run the others meanwhile.
      endToEnd("e2e-waiting", ["packages/e2e/test/waiting/*.test.ts"]),
    ],
  },
});
