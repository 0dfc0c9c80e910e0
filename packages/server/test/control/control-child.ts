// A server's control whose backups take forever: control-child.ts <socket>
import type { Control } from "../../src/control/control.ts";
import { startControl } from "../../src/control/start-control.ts";

const control: Partial<Control> = {
  status: async () => ({ version: "test" }),
  backup: () => new Promise(() => {}),
};
await startControl({ path: process.argv[2]!, control: control as Control });
process.stdout.write("ready");
