export declare const ISSUER = "bench";
export declare const AUDIENCE = "livename";
export declare const KEY_FILE = "host-application.key";
export declare function writeKey(folder: string): void;
/** A token for each, good for two hours. */
export declare function signTokens(addresses: readonly string[]): Promise<string[]>;
