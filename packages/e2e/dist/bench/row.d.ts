/** One line of the table: a target, what was measured, and what nothing but the bytes costs. */
export interface Row {
    /** As in the list of targets: "T1". */
    readonly name: string;
    readonly what: string;
    readonly measured: string;
    readonly floor: string;
    readonly target: string;
    readonly met: boolean;
}
export declare const whole: (value: number) => string;
export declare const fixed: (value: number, digits?: number) => string;
export declare function table(rows: readonly Row[]): string;
