// A reporter of vitest for `npm test`: writes how many tests passed and failed, what failed, and what passed only when it
// was tried again, into the file that TEST_REPORT_FILE names. Vitest's own JSON leaves out what goes wrong in a hook of a `describe`.
import { writeFileSync } from "node:fs";

const messages = (errors) => errors.map(({ message, stack }) => stack ?? message).join("\n");

export default class TestReport {
  onTestRunEnd(modules, unhandled) {
    const report = { passed: 0, failed: 0, failures: [], unsteady: [] };
    const fail = (place, errors) => {
      if (errors.length > 0) report.failures.push({ place, message: messages(errors) });
    };
    for (const module of modules) {
      fail(module.relativeModuleId, module.errors());
      for (const suite of module.children.allSuites()) fail(placeOf(suite), suite.errors());
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result();
        if (state === "passed") report.passed++;
        else if (state === "failed") report.failed++;
        if (state === "passed" && errors.length > 0)
          report.unsteady.push({ place: placeOf(test), message: messages(errors) });
        else fail(placeOf(test), errors);
      }
    }
    fail("outside any test", unhandled);
    writeFileSync(process.env.TEST_REPORT_FILE, JSON.stringify(report));
  }
}

const placeOf = ({ module, fullName }) => `${module.relativeModuleId} > ${fullName}`;
