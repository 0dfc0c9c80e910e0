// The pinboard of a page, as the client has it: a copy of each board, kept in step with the server's.
import { createFollowScopes, type Feature, type FeatureContext, type FollowedScope, randomKey } from "@livename/client";
import { pinboardChanged, pinboardFollow, pinboardPin, pinboardRemove } from "../gen/calls.js";
import type { FollowReply, Pin } from "../gen/pinboard.js";

/** Its registers are the pins, by id; its reply says what one may do. */
export type Board = FollowedScope<Pin, FollowReply>;
/** Every method rejects with a `LivenameError`, whose message says what to do. */
export type PinboardService = ReturnType<typeof createPinboard>;

export const pinboard: Feature<PinboardService> = { name: "pinboard", create: createPinboard };

function createPinboard(context: FeatureContext) {
  const { channel } = context;
  const boards = createFollowScopes({
    context,
    call: pinboardFollow,
    request: (board, held) => ({ board, held }),
    answer: ({ changes }) => changes,
    push: pinboardChanged,
    told: ({ board, changes }) => ({ topic: board, changes }),
    idOf: (pin: Pin) => String(pin.id),
    isRemoved: (pin) => pin.text === "",
  });
  return {
    open: (board: string): Promise<Board> => boards.open(board),
    pin: (board: string, text: string) => channel.call(pinboardPin, { board, text }, { key: randomKey() }),
    /** Only what one pinned oneself. */
    remove: (board: string, id: number) => channel.call(pinboardRemove, { board, id }, { key: randomKey() }),
  };
}
