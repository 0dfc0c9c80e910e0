import type { Client } from "@livename/client";
import type { Page } from "playwright-core";
declare global {
    interface Window {
        /** Made by the drop-in script. */
        livename?: {
            ready?: Promise<Client>;
        };
        /** Set by `watchWithoutGap`: every presence that the page was told of a person, in order. */
        told?: string[];
    }
}
/** Waits until the page's client is signed in. */
export declare function online(page: Page): Promise<void>;
/** From now on the page writes down every change of this person's presence; `told` reads it. */
export declare function watchWithoutGap(page: Page, person: string): Promise<void>;
export declare const told: (page: Page) => Promise<string[]>;
/** Waits until the last thing the page was told about the watched person is this. */
export declare function toldAtLast(page: Page, words: string, timeoutMs?: number): Promise<void>;
/** An empty page of the server's own origin with the drop-in script. */
export declare const barePage: (server: string) => string;
