/** What a measured server process used so far. */
export interface Usage {
    readonly rssBytes: number;
    /** User and system time, in milliseconds. */
    readonly cpuMs: number;
}
export interface Child {
    readonly pid: number;
    /** Sends a request and waits for its answer. */
    ask<Answer>(request: unknown): Promise<Answer>;
    stop(): Promise<void>;
}
/** Starts a module of this folder in a process of its own. */
export declare function startChild(module: string, options?: {
    args?: string[];
    execArgv?: string[];
}): Child;
/** In a child: answers each request of the parent with what `answer` gives. */
export declare function serveParent<Request>(answer: (request: Request) => unknown): void;
/** What this process uses; the garbage of earlier work is collected first when the process may. */
export declare function usage(): Usage;
