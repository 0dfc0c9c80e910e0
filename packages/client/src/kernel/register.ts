import type { ScopeVersion } from "@livename/wire/log";
import type { LivenameError } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import type { Call, Push } from "../link/channel.ts";
import { createFollow } from "./follow.ts";
import { isNewer, isSameVersion } from "./scope.ts";
import { createTurns } from "./turns.ts";

/** A register as the server sends it. */
interface Told {
  readonly version: ScopeVersion | undefined;
}

export interface RegisterOptions<Wire extends Told, Value> {
  readonly context: Pick<FeatureContext, "channel" | "report">;
  readonly call: Call<object, Wire>;
  readonly push: Push<Wire>;
  readonly read: (told: Wire) => Value;
  readonly onChange: (value: Value) => void;
  /** Also take values with the version already held, because they contain a part that the version does not cover. */
  readonly tellsSameVersion?: boolean;
}

/** A register that belongs to the signed-in person. All devices of the person can write it. */
export interface OwnRegister<Wire extends Told, Value> {
  /** Undefined before the first answer. */
  readonly value: Value | undefined;
  get(): Promise<Value>;
  /**
   * Calls `write` with the newest value and takes its result. Changes run one after the other. If another device was
   * faster, the change is stale: the newest value is read and `write` is called again, at most `tries` times in total.
   */
  change(write: (value: Value, told: Wire) => Promise<Wire>, tries: number): Promise<Value>;
  stop(): void;
}

export function createOwnRegister<Wire extends Told, Value>({
  context,
  call,
  push,
  read,
  onChange,
  tellsSameVersion = false,
}: RegisterOptions<Wire, Value>): OwnRegister<Wire, Value> {
  let held: { readonly told: Wire; readonly value: Value } | undefined;
  const inTurn = createTurns();

  const take = (told: Wire): void => {
    const before = held?.told.version;
    const isNews = isNewer(before, told.version) || (tellsSameVersion && isSameVersion(before, told.version));
    if (held && !isNews) return;
    held = { told, value: read(told) };
    onChange(held.value);
  };
  const follow = createFollow({ context, call, request: () => ({}), take, atOnce: true });
  context.channel.onPush(push, take);

  const change = async (write: (value: Value, told: Wire) => Promise<Wire>, tries: number): Promise<Value> => {
    await follow.begin();
    try {
      take(await write(held!.value, held!.told));
    } catch (error) {
      if ((error as LivenameError).code !== "stale") throw error;
      // Also after the last try, so that the caller has the newest value when it gets the refusal.
      await follow.refresh();
      if (tries <= 1) throw error;
      return change(write, tries - 1);
    }
    return held!.value;
  };

  return {
    get value() {
      return held?.value;
    },
    async get() {
      await follow.begin();
      return held!.value;
    },
    change: (write, tries) => inTurn(() => change(write, tries)),
    stop: follow.stop,
  };
}
