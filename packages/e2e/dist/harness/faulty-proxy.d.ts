/** A network between browser and server that a test can break. */
export interface FaultyProxy {
    readonly port: number;
    /** Connections open now. */
    readonly open: number;
    /**
     * From now on every byte is swallowed, in both directions, and nobody is told: what a dead access point does.
     * New connections are taken up and stay silent too.
     */
    swallow(): void;
    /** Takes every connection away with a reset. New ones are served. */
    cut(): void;
    /** Nobody is let in until `heal`; open connections are reset. */
    refuse(): void;
    /** New connections work again. Those that were swallowed stay dead, as they do in a real network. */
    heal(): void;
    /** Each direction is late by this much. */
    delay(ms: number): void;
    close(): Promise<void>;
}
/** A TCP proxy to a port of this machine; it knows bytes only. */
export declare function startFaultyProxy(target: {
    port: number;
    host?: string;
}): Promise<FaultyProxy>;
