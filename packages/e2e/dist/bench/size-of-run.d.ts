/** How much is measured. The short form proves that the bench works and says nothing about speed. */
export interface SizeOfRun {
    readonly sessions: number;
    readonly watched: number;
    readonly commandSessions: number;
    readonly messageSessions: readonly number[];
    readonly seconds: number;
    readonly rounds: number;
    readonly commandRate: number;
    readonly messageRate: number;
    /** Status changes from page to page in the browser. */
    readonly changes: number;
}
export declare const FULL: SizeOfRun;
export declare const SHORT: SizeOfRun;
