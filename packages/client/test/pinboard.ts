// A feature from outside, made of what the package's door offers and nothing else: the pins of a board, which all who look
// at it share. Its messages are JSON.
import {
  applyDifference,
  type Call,
  createFollow,
  createHandles,
  type Difference,
  emptyScope,
  type Feature,
  type FeatureContext,
  isSameVersion,
  type Push,
  randomKey,
  type Scope,
} from "../src/index.ts";

type Version = Scope<string>["version"];

/** What is different from what was held; pins by id. */
export type Changes = Difference<string>;

export const json = {
  encode: (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value)),
  decode: <T>(bytes: Uint8Array): T => JSON.parse(new TextDecoder().decode(bytes)) as T,
};
const followPins: Call<{ held: Version }, Changes> = { method: 20_000, request: json, reply: json };
const putPin: Call<{ id: string; text: string }, object> = { method: 20_001, request: json, reply: json };
export const pinsChanged: Push<Changes & { base: Version }> = { method: 20_002, payload: json };

export interface Board {
  readonly pins: ReadonlyMap<string, string>;
  pin(text: string): Promise<void>;
  on(event: "change", listener: (board: Board) => void): () => void;
  close(): void;
}

export interface PinboardService {
  /** Resolves with the board as the server has it. */
  open(): Promise<Board>;
}

export const pinboard: Feature<PinboardService> = {
  name: "pinboard",
  create: (context) => context.onDemand(async () => createBoard(context)).methods("open"),
};

function createBoard(context: FeatureContext): PinboardService & { stop(): void } {
  const { channel, report } = context;
  const handles = createHandles<Board, { change: Board }>(report);
  let scope = emptyScope<string>();

  const take = (changes: Changes): void => {
    scope = applyDifference(scope, changes);
    handles.emit("change", (board) => board);
  };
  const follow = createFollow({ context, call: followPins, request: () => ({ held: scope.version }), take });
  channel.onPush(pinsChanged, ({ base, ...changes }) => {
    if (!follow.begun || isSameVersion(changes.version, scope.version)) return;
    if (isSameVersion(base, scope.version)) take(changes);
    else follow.catchUp();
  });

  return {
    async open() {
      await follow.begin();
      return handles.add((on, close) => ({
        get pins() {
          return scope.registers;
        },
        async pin(text) {
          await channel.call(putPin, { id: randomKey(), text }, { key: randomKey() });
        },
        on,
        close,
      }));
    },
    stop: follow.stop,
  };
}
