// Writes what follows from the options' schema: packages/server/src/options/types.ts and the table of
// docs/reference/configuration.md. A test says when they are not up to date.
import { readFileSync, writeFileSync } from "node:fs";
import { PAGE, pageWith, TYPES, typesText } from "./options-text.ts";

writeFileSync(TYPES, typesText());
writeFileSync(PAGE, pageWith(readFileSync(PAGE, "utf8")));
