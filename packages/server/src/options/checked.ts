import { checkTogether } from "./rules.ts";
import { OPTIONS } from "./schema.ts";

/** Each option by itself, and what they may be together. */
export const SCHEMA = OPTIONS.check(checkTogether);
