/** Operations of the floor's only message. */
export declare const FloorOp: {
    readonly ANSWER: 1;
    readonly TO_ALL: 2;
    readonly TO_ONE: 3;
};
/** A message to the floor of at least nine bytes. */
export declare function floorMessage(op: number, answerBytes: number, target?: number, bytes?: number): Buffer;
