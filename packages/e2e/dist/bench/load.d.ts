/** The other side: Livename, or the floor answering with as many bytes. */
export type Target = {
    readonly kind: "livename";
    readonly port: number;
    readonly tokens: readonly string[];
} | {
    readonly kind: "floor";
    readonly port: number;
};
export interface GatherRequest {
    readonly do: "gather";
    readonly target: Target;
    readonly count: number;
    readonly parallel: number;
    /** Addresses to draw from; each member watches this many of them. */
    readonly people: readonly string[];
    readonly watched: number;
    /** Everybody watches this one too. */
    readonly star?: string;
    /** On the floor: how many bytes Livename answered. */
    readonly answerBytes?: number;
}
export type LoadRequest = GatherRequest | {
    readonly do: "fan-out";
    readonly rounds: number;
    readonly answerBytes?: number;
} | {
    readonly do: "commands";
    readonly seconds: number;
    readonly rate: number;
    readonly answerBytes?: number;
} | {
    readonly do: "messages";
    readonly seconds: number;
    readonly rate: number;
    readonly active: number;
    readonly people: readonly string[];
    readonly answerBytes?: number;
} | {
    readonly do: "disperse";
};
export interface Gathered {
    readonly perSecond: number;
    readonly greetingBytes: number;
}
export interface Spread {
    /** Deliveries a second, of each round. */
    readonly perSecond: readonly number[];
    /** From the change to the 99th of a hundred watchers, of each round. */
    readonly p99Ms: readonly number[];
    readonly bytes: number;
}
