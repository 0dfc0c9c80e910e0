import { type Row } from "./row.ts";
import type { SizeOfRun } from "./size-of-run.ts";
declare global {
    interface Window {
        /** When the first presence was known, in the page's own time. */
        firstMs?: number;
        /** When a page saw a person busy and had painted it, in milliseconds since 1970. */
        seenBusy?: Record<string, number>;
    }
}
export declare function measurePages(size: SizeOfRun, say: (line: string) => void): Promise<Row[]>;
