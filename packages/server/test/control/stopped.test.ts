import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ControlError, connectControl } from "../../src/control/connect-control.ts";
import { temporaryFolder } from "../real-server.ts";

const CHILD = new URL("./control-child.ts", import.meta.url).pathname;

async function startChild(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [CHILD, path], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
}

it("a command beside a server whose process is stopped gives up with a sentence", { timeout: 60_000 }, async () => {
  const path = join(temporaryFolder(), "control.sock");
  const child = await startChild(path);
  const patienceMs = 1_000;
  const control = (await connectControl(path))!;
  child.kill("SIGSTOP");
  await expect(connectControl(path, { patienceMs })).rejects.toThrow(
    /does not answer: its process is stopped.*kill -CONT/,
  );
  child.kill("SIGCONT");
  expect(await control.status()).toEqual({ version: "test" });
});

it("a call waits for a server that works, and no longer for one that was stopped meanwhile", {
  timeout: 60_000,
}, async () => {
  const path = join(temporaryFolder(), "control.sock");
  const child = await startChild(path);
  const patienceMs = 400;
  const control = (await connectControl(path))!;
  const patient = (await connectControl(path, { patienceMs }))!;
  let ended: unknown;
  const backup = patient.backup("/nowhere").catch((error: unknown) => {
    ended = error;
  });
  // Several times what a server that does not say how it is would be given.
  await new Promise((resolve) => setTimeout(resolve, patienceMs * 8));
  expect(ended).toBeUndefined();
  expect(await control.status()).toEqual({ version: "test" });
  child.kill("SIGSTOP");
  await backup;
  expect(ended).toBeInstanceOf(ControlError);
  expect(String(ended)).toContain("may be done or not");
});
