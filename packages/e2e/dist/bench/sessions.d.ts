import { type Row } from "./row.ts";
import type { SizeOfRun } from "./size-of-run.ts";
export declare function measureSessions(size: SizeOfRun, say: (line: string) => void): Promise<Row[]>;
