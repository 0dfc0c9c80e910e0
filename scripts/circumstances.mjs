// What figures are worth nothing without: the machine, the commit and the command.
import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";

const git = (...args) => execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();

/** A list in Markdown; `command` without its words. */
export function circumstances(command) {
  let commit = "no commit";
  try {
    commit = git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "-uno") ? " with changes" : "");
  } catch {
    // A packed copy has no history.
  }
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const words = process.argv.slice(2).join(" ");
  return [
    `- Machine: ${processors.length} × ${processors[0].model.trim()}, ${memory} GiB, ${type()} ${release()}, loopback; load clients share the cores`,
    `- Node ${process.versions.node}, commit ${commit}, ${new Date().toISOString().slice(0, 10)}`,
    `- Command: \`${command}${words ? ` -- ${words}` : ""}\``,
  ].join("\n");
}
