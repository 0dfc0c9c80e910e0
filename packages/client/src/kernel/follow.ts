import { LivenameError } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import type { Call, Lifetime } from "../link/channel.ts";

export interface FollowOptions<Request, Reply> {
  readonly context: Pick<FeatureContext, "channel" | "report">;
  /** Requests what is missing. The server then sends changes as long as the connection lasts. */
  readonly call: Call<Request, Reply>;
  /** Makes the request, which says what is held. */
  readonly request: () => Request;
  readonly take: (reply: Reply) => void;
  /** Requests on each connection until following has begun, without a call of `begin`. @default false */
  readonly atOnce?: boolean;
}

/**
 * Keeps a copy of something in step with the server, also over interruptions. Each answer is applied before any push
 * that arrived after it.
 */
export interface Follow<Reply> {
  /** Whether the first answer was applied. From then on pushes apply to the copy. */
  readonly begun: boolean;
  /** Starts following. Resolves when there is a copy. Can be called again after it failed. */
  begin(): Promise<void>;
  /** Starts following with an answer that was requested elsewhere. */
  take(reply: Reply): void;
  /** Requests what is missing, such as an entry of a log. Calls made before the answer comes share one request. */
  catchUp(): void;
  /** Requests again. Resolves when the answer was applied. */
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
  // Attach the handler directly to this promise: with one more microtask, a push would be handled before the answer.
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
      // Ignore it: the next connection requests again, and a refusal does not change what is held.
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
