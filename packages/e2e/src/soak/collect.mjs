// Loaded into the server under test (NODE_OPTIONS=--import): SIGUSR2 lets V8 collect its garbage, so that what is
// counted afterwards is alive.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  process.on("SIGUSR2", () => collect());
}
