import type { Io } from "./command.ts";

/** This process's own streams. */
export const processIo: Io = { input: process.stdin, output: process.stdout, errors: process.stderr };
