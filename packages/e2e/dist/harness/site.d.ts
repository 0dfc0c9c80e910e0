import { type IncomingMessage } from "node:http";
export interface SitePage {
    readonly body: string;
    readonly type?: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** How long the answer is held back. */
    readonly delayMs?: number;
}
/** Somebody else's web server: the origin of pages that names are made live on. */
export interface Site {
    readonly port: number;
    /** May be changed while it runs; keys are paths. A function is called for each request. */
    readonly pages: Map<string, SitePage | ((request: IncomingMessage) => SitePage)>;
    close(): Promise<void>;
}
export declare function startSite(pages: Readonly<Record<string, SitePage | ((request: IncomingMessage) => SitePage)>>, certificate?: {
    cert: string;
    key: string;
}): Promise<Site>;
