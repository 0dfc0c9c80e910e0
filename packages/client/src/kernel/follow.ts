import { LivenameError } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import type { Call, Lifetime } from "../link/channel.ts";

export interface FollowOptions<Request, Reply> {
  readonly context: Pick<FeatureContext, "channel" | "report">;
  /** Asks for what is missing; the server tells of changes from then on, while the connection lasts. */
  readonly call: Call<Request, Reply>;
  /** Says what is held. */
  readonly request: () => Request;
  readonly take: (reply: Reply) => void;
  /** Asks on each connection until it has begun, without being told to. @default false */
  readonly atOnce?: boolean;
}

/**
 * A copy of something that the server has, kept in step with it over interruptions. Each answer is taken before any
 * push that arrived after it.
 */
export interface Follow<Reply> {
  /** The first answer was taken: from then on pushes apply to the copy. */
  readonly begun: boolean;
  /** Starts following; resolves when there is a copy. May be called again after it failed. */
  begin(): Promise<void>;
  /** Starts following with an answer that somebody else asked for. */
  take(reply: Reply): void;
  /** Reads what is missing, such as an entry of a log. Calls made before the answer comes share one request. */
  catchUp(): void;
  /** Resolves when an answer was taken that was asked for after this call. */
  refresh(): Promise<void>;
  stop(): void;
}

export function createFollow<Request, Reply>({
  context: { channel, report },
  call,
  request,
  take,
  atOnce = false,
}: FollowOptions<Request, Reply>): Follow<Reply> {
  let beginning: Promise<void> | undefined;
  let begun = false;
  let asking = false;

  const answered = (reply: Reply): void => {
    begun = true;
    take(reply);
  };
  // Nothing may stand between the call and what takes its answer: a step more, and a push would come before it.
  const ask = (lifetime: Lifetime, settled = (): void => {}): Promise<void> =>
    channel.call(call, request(), { lifetime }).then(
      (reply) => {
        settled();
        answered(reply);
      },
      (error: unknown) => {
        settled();
        throw error;
      },
    );

  const catchUp = (): void => {
    if (asking) return;
    asking = true;
    ask("connection", () => {
      asking = false;
    }).catch((error: unknown) => {
      // The next connection asks anew, and a refusal now says nothing about what is held.
      if (!(error instanceof LivenameError)) report(error);
    });
  };

  const stop = channel.onConnect(() => {
    if (begun || atOnce) catchUp();
  });

  return {
    get begun() {
      return begun;
    },
    begin() {
      if (begun) return Promise.resolve();
      beginning ??= ask("kept").catch((error: unknown) => {
        beginning = undefined;
        throw error;
      });
      return beginning;
    },
    take: answered,
    catchUp,
    refresh: () => ask("kept"),
    stop,
  };
}
