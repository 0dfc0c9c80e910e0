export declare const PORTAL: string;
export declare const STATIC_PAGE: string;
export interface CommandServerOptions {
    /** CSV of the people. @default those of the portal */
    readonly people?: string;
    /** Folder served at "/". */
    readonly site?: string;
    readonly origins?: readonly string[];
    /** The configuration file's content besides this. */
    readonly config?: Readonly<Record<string, unknown>>;
}
/** The built command `livename serve`, as an administrator runs it: a process, a port and a folder on a disk. */
export interface CommandServer {
    readonly url: string;
    readonly port: number;
    readonly data: string;
    /** Everything it logged, since the first start. */
    readonly log: string;
    /** SIGKILL, and nothing else. */
    kill(): Promise<void>;
    /** SIGTERM: resolves to the exit code. */
    terminate(): Promise<number | null>;
    /** SIGSTOP: the process is there and does nothing, as a sleeping machine. */
    freeze(): void;
    thaw(): void;
    /** Starts it again on the same port and folder. */
    start(): Promise<void>;
    /** Runs another command of livename on the same data folder. */
    run(...args: string[]): Promise<{
        stdout: string;
        stderr: string;
    }>;
    /** Ends it and removes its folder. */
    dispose(): Promise<void>;
}
export declare function startCommandServer(options?: CommandServerOptions): Promise<CommandServer>;
