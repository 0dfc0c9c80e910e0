/** Debian's Firefox ESR with one tab, driven by WebDriver BiDi: Playwright's protocol needs a Firefox of its own. */
export interface Firefox {
    /** Resolves when the page has loaded. */
    goto(url: string): Promise<void>;
    /** The value of an expression in the page; promises are awaited. Plain strings, numbers and booleans only. */
    evaluate(expression: string): Promise<unknown>;
    /** Console errors and uncaught exceptions so far. */
    readonly complaints: readonly string[];
    close(): Promise<void>;
}
export declare function launchFirefox(): Promise<Firefox>;
