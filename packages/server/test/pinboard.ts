// A small feature as an application writes it, by the public door alone.
import {
  Code,
  type Codec,
  defineFeature,
  type Hook,
  type OwnMethod,
  type OwnPush,
  Refusal,
  route,
  Subscribers,
} from "../src/feature.ts";

const json = <Value>(): Codec<Value> => ({
  encode: (value) => Buffer.from(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as Value,
});

export interface Pin {
  readonly by: string;
  readonly text: string;
}

export const pinboardList: OwnMethod<{ board: string }, { pins: readonly Pin[] }> = {
  method: 10_000,
  name: "pinboard_list",
  request: json(),
  reply: json(),
};
export const pinboardPin: OwnMethod<{ board: string; text: string }, { count: number }> = {
  method: 10_001,
  name: "pinboard_pin",
  request: json(),
  reply: json(),
};
export const pinboardPinned: OwnPush<{ board: string; pin: Pin }> = {
  method: 10_002,
  name: "pinboard_pinned",
  payload: json(),
};

/** Code of a refusal of its own. */
export const BOARD_FULL = 10_000;

export const pinboard = defineFeature({
  name: "pinboard",
  pushes: [pinboardPinned],
  options: { most: 3, hooks: [] as readonly Hook[] },
  open({ budget, options, push }) {
    const boards = new Map<string, Pin[]>();
    const readers = new Subscribers({ meter: { budget, kind: "pinboards", bytes: 64 } });
    let pinned = 0;
    return {
      hooks: options.hooks,
      routes: [
        route(pinboardList, { rate: "read" }, (session, { board }, context) => {
          readers.subscribe(context, session, board);
          return { pins: boards.get(board) ?? [] };
        }),
        route(pinboardPin, { rate: "write" }, async (session, { board, text }) => {
          if (text === "") throw new Refusal(Code.INVALID, "A pin needs a text.");
          const pins = boards.get(board) ?? [];
          if (pins.length >= options.most) throw new Refusal(BOARD_FULL, "The board is full. Take a pin off.");
          const pin = { by: session.person, text };
          boards.set(board, [...pins, pin]);
          pinned++;
          const frame = push(pinboardPinned, { board, pin });
          for (const reader of readers.of(board)) reader.pushEntry(frame, readers);
          return { count: pins.length + 1 };
        }),
      ],
      gauges: [{ name: "pinboard_boards", help: "Boards with a pin.", value: () => boards.size }],
      counters: [{ name: "pinboard_pins_total", help: "Pins since the start.", value: () => pinned }],
    };
  },
});
