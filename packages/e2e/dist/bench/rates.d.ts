import { type Row } from "./row.ts";
import type { SizeOfRun } from "./size-of-run.ts";
export declare function measureCommands(size: SizeOfRun, say: (line: string) => void): Promise<Row[]>;
export declare function measureMessages(size: SizeOfRun, say: (line: string) => void): Promise<Row[]>;
