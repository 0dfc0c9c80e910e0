// Makes happen to the server what a round says, and says what its log has to say of it.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandServer } from "../harness/command.ts";
import { type Copy, copyNow, PUT_BACKS, type PutBackName, voided } from "../harness/put-back.ts";
import type { StoreFault } from "./draw.ts";
import type { Journal } from "./journal.ts";

export const isPutBack = (fault: StoreFault): fault is PutBackName => fault in PUT_BACKS;
export const isBent = (fault: StoreFault): fault is "bent text" | "bent byte" => fault.startsWith("bent");

/** A copy of the server as it is, and the moment before which everything is in it. */
export interface Kept {
  readonly copy: Copy;
  readonly floor: number;
}

/** Copies the server; it runs again when this resolves. */
export async function keep(server: CommandServer, fault: PutBackName, journal: Journal): Promise<Kept> {
  const floor = journal.moment();
  // What a clean stop leaves has no log: what stands in it afterwards came later.
  return { copy: await copyNow(server, fault === "a torn log" ? "terminate" : "kill"), floor };
}

/** The server dies, or is stopped, and comes back; with other data where that is the fault. Resolves to what the log has to say. */
export async function commit(
  server: CommandServer,
  fault: Exclude<StoreFault, "bent text" | "bent byte">,
  { kept, journal, round }: { kept: Kept | undefined; journal: Journal; round: number },
): Promise<readonly string[]> {
  if (fault === "nothing") return [];
  if (fault === "stop") await server.terminate();
  else await server.kill();
  // What had been sent by then has arrived.
  await new Promise((resolve) => setTimeout(resolve, 200));
  if (!isPutBack(fault) || !kept) {
    await server.start();
    return [];
  }
  const { putBack, older, says } = PUT_BACKS[fault];
  const before = voided(server).length;
  await putBack(server, kept.copy);
  const wentBack = () => older && journal.goBack(kept.floor);
  // Where the end of a log says nothing any more, nothing is lost with it.
  if (fault !== "a torn log") wentBack();
  await server.start();
  const isVoid = fault !== "a torn log" || voided(server).length > before;
  if (fault === "a torn log" && isVoid) wentBack();
  if (isVoid) journal.makeVoid(round);
  return isVoid ? says : [];
}

/** Bends a bit of the stopped server's database: of this text, or anywhere. Returns where. */
export function bend({ data }: CommandServer, text: string | undefined, choice: number): string {
  const path = join(data, "livename.db");
  const bytes = readFileSync(path);
  const found = text === undefined ? -1 : bytes.lastIndexOf(text);
  const at = found >= 0 ? found + (choice % Buffer.byteLength(text!)) : choice % bytes.length;
  bytes[at]! ^= 1 << (choice % 3);
  writeFileSync(path, bytes);
  return `byte ${at} of ${bytes.length}${found >= 0 ? `, in "${text}"` : ""}`;
}

/** Whether `livename check --deep` names the damage. */
export async function isNamed(server: CommandServer): Promise<boolean> {
  try {
    await server.run("check", "--deep");
    return false;
  } catch (error) {
    if (/^wrong /m.test(String((error as { stdout?: string }).stdout))) return true;
    throw error;
  }
}

/** Makes the stopped server's folder anew from a backup. */
export async function restore(server: CommandServer, backup: string): Promise<void> {
  rmSync(server.data, { recursive: true });
  await server.run("restore", backup);
}
