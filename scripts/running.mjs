// Programs that a script starts end with the script, however that ends: done, failed, interrupted or out of time.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

/** Ends the script when it has not ended by itself: nothing that is checked here may hang. */
export function endWithin(minutes) {
  const giveUp = () => {
    console.error(`Not done within ${minutes} minutes.`);
    process.exit(1);
  };
  setTimeout(giveUp, minutes * 60_000).unref();
}

function started(command, args, options) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  running.add(child);
  child.on("close", () => running.delete(child));
  return child;
}

/** Runs a program to its end. Resolves to what it wrote; throws with that when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = started(command, args, options);
    let out = "";
    let all = "";
    child.stdout.on("data", (data) => {
      out += data;
      all += data;
    });
    child.stderr.on("data", (data) => {
      all += data;
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${command} ${args.join(" ")} ended with ${code}:\n${all}`)),
    );
  });
}

/** Starts a program that goes on, and resolves to the first address that it prints, without a slash at its end. */
export function serve(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = started(command, args, options);
    const all = [];
    const read = (line) => {
      all.push(line);
      const address = /https?:\/\/[^\s"]+/.exec(line)?.[0];
      if (address) resolve(address.replace(/\/$/, "").replace("127.0.0.1", "localhost"));
    };
    createInterface({ input: child.stdout }).on("line", read);
    createInterface({ input: child.stderr }).on("line", (line) => all.push(line));
    child.on("error", reject);
    child.on("close", (code) =>
      reject(new Error(`${command} ${args.join(" ")} ended with ${code}:\n${all.join("\n")}`)),
    );
  });
}
