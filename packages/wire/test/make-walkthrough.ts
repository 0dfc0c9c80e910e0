// Writes protocol/WALKTHROUGH.md: `npm run walkthrough -w packages/wire`.
import { writeFileSync } from "node:fs";
import { walkthroughPage } from "./walkthrough.ts";

writeFileSync(new URL("../../../protocol/WALKTHROUGH.md", import.meta.url), walkthroughPage());
