import { type Browser, type BrowserContext, type Page } from "playwright-core";
export interface BrowserOptions {
    /**
     * Host names that lead to this machine, such as `*.example.test`. Pages served under them are origins and sites
     * of their own.
     */
    readonly hosts?: readonly string[];
    /** Chromium trusts a certificate that nobody signed. */
    readonly anyCertificate?: boolean;
}
/** Debian's Chromium, as a person runs it. */
export declare function launchChromium(options?: BrowserOptions): Promise<Browser>;
/** What a page complained about: console errors, uncaught exceptions, and (in the console) refused requests. */
export interface Complaints {
    readonly all: readonly string[];
}
export declare function listenToComplaints(page: Page): Complaints;
/** One WebSocket message as the browser saw it. */
export interface SeenFrame {
    readonly direction: "sent" | "received";
    readonly bytes: Uint8Array;
}
/** Records every WebSocket message of a page in order; call before the page navigates. */
export declare function recordFrames(context: BrowserContext, page: Page): Promise<readonly SeenFrame[]>;
