// The thread that hashes passwords, and does nothing else.
import { scryptSync } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { HashAnswer, HashQuestion } from "./hash-messages.ts";
import { costOf, HASH_BYTES } from "./scrypt.ts";

const port = parentPort!;
port.on("message", ({ password, salt, parameters }: HashQuestion) => {
  let answer: HashAnswer;
  try {
    answer = { hash: scryptSync(password, salt, HASH_BYTES, costOf(parameters)) };
  } catch (error) {
    answer = { problem: String(error) };
  }
  port.postMessage(answer);
});
