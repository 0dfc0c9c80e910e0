import { type Child } from "./child.ts";
import type { Target } from "./load.ts";
export declare const addressesOf: (count: number) => string[];
export type Work<Result> = (target: Target, server: Child, load: Child) => Promise<Result>;
export declare function withTarget<Result>(kind: Target["kind"], people: readonly string[], work: Work<Result>): Promise<Result>;
