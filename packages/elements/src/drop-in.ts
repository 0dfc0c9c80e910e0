import type { Launch } from "./drop-in/page.ts";
export async function start(launch: Launch): Promise<never> {
  throw new Error(`not yet ${launch.server}`);
}
