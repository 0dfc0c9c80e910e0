import type { ScopeVersion } from "@livename/wire/log";
import type { FeatureContext } from "../feature.ts";
import type { Call, Push } from "../link/channel.ts";
import { createFollow } from "./follow.ts";
import { createHandles } from "./handles.ts";
import { applyDifference, emptyScope, isNewer } from "./scope.ts";

/** Changes of a scope since version `base` of the same epoch. With `complete`, `registers` is the whole scope. */
export interface ScopeChanges<Register> {
  readonly version: ScopeVersion | undefined;
  readonly base: number;
  readonly complete: boolean;
  readonly registers: readonly Register[];
}

export interface FollowScopesOptions<Register, Request, Reply, Message> {
  readonly context: Pick<FeatureContext, "channel" | "report" | "onClose">;
  /** Requests the difference to what is held of one scope. */
  readonly call: Call<Request, Reply>;
  readonly request: (topic: string, held: ScopeVersion | undefined) => Request;
  readonly answer: (reply: Reply) => ScopeChanges<Register> | undefined;
  /** The push that gives the changes of one scope. */
  readonly push: Push<Message>;
  readonly told: (message: Message) => { topic: string; changes: ScopeChanges<Register> | undefined };
  readonly idOf: (register: Register) => string;
  /** Whether the register says that it was removed. */
  readonly isRemoved: (register: Register) => boolean;
}

/** One caller's handle of a scope. The scope follows the server until the handle is closed. */
export interface FollowedScope<Register, Reply> {
  readonly registers: ReadonlyMap<string, Register>;
  /** The last answer, for what it contains besides the registers. */
  readonly reply: Reply;
  on(event: "change", listener: (scope: FollowedScope<Register, Reply>) => void): () => void;
  close(): void;
}

/** Scopes by topic. The client has one copy of each, shared by all callers. */
export interface FollowScopes<Register, Reply> {
  /** Resolves with the scope as the server has it. */
  open(topic: string): Promise<FollowedScope<Register, Reply>>;
}

export function createFollowScopes<Register, Request, Reply, Message>(
  options: FollowScopesOptions<Register, Request, Reply, Message>,
): FollowScopes<Register, Reply> {
  const { context, push, told } = options;
  const copies = new Map<string, ReturnType<typeof createCopy<Register, Request, Reply, Message>>>();
  context.channel.onPush(push, (message) => {
    const { topic, changes } = told(message);
    if (changes) copies.get(topic)?.changed(changes);
  });
  return {
    open(topic) {
      const copy = copies.get(topic) ?? createCopy(options, topic, () => copies.delete(topic));
      copies.set(topic, copy);
      return copy.open();
    },
  };
}

function createCopy<Register, Request, Reply, Message>(
  { context, call, request, answer, idOf, isRemoved }: FollowScopesOptions<Register, Request, Reply, Message>,
  topic: string,
  unused: () => void,
) {
  type Handle = FollowedScope<Register, Reply>;
  let scope = emptyScope<Register>();
  let last: Reply;
  let opening = 0;
  const release = (): void => {
    if (handles.size > 0 || opening > 0) return;
    follow.stop();
    unused();
  };
  const handles = createHandles<Handle, { change: Handle }>(context.report, release);
  const take = ({ version, complete, registers }: ScopeChanges<Register>): void => {
    const removed = registers.filter(isRemoved).map(idOf);
    const changed = registers.filter((one) => !isRemoved(one)).map((one) => [idOf(one), one] as const);
    scope = applyDifference(scope, { version, complete, changed, removed });
    handles.emit("change", (handle) => handle);
  };
  const follow = createFollow({
    context,
    call,
    request: () => request(topic, scope.version),
    take(reply: Reply) {
      last = reply;
      const changes = answer(reply);
      if (changes) take(changes);
    },
  });
  context.onClose(follow.stop);

  return {
    /** `base` can be older than the version held if the push was made before the answer: registers are whole values. */
    changed(changes: ScopeChanges<Register>): void {
      const { version: held } = scope;
      if (!follow.begun || !isNewer(held, changes.version)) return;
      const isNext = held !== undefined && held.epoch === changes.version?.epoch && changes.base <= held.version;
      if (isNext || changes.complete) take(changes);
      else follow.catchUp();
    },
    async open(): Promise<Handle> {
      opening++;
      try {
        await follow.begin();
        return handles.add((on, close) => ({
          get registers() {
            return scope.registers;
          },
          get reply() {
            return last;
          },
          on,
          close,
        }));
      } finally {
        opening--;
        release();
      }
    },
  };
}
