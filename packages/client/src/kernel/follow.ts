import type { Core } from "../core.ts";
import { LivenameError } from "../errors.ts";
import type { Scope } from "../link/channel.ts";

export interface FollowOptions<Answer> {
  readonly core: Pick<Core, "channel" | "report">;
  /** Asks for what is missing of what is held; the server tells of changes from then on, while the connection lasts. */
  readonly ask: (scope: Scope) => Promise<Answer>;
  readonly take: (answer: Answer) => void;
  /** Asks on each connection until it has begun, without being told to. @default false */
  readonly atOnce?: boolean;
}

/** A copy of something that the server has, kept in step with it over interruptions. */
export interface Follow<Answer> {
  /** The first answer was taken: from then on pushes apply to the copy. */
  readonly begun: boolean;
  /** Starts following; resolves when there is a copy. May be called again after it failed. */
  begin(): Promise<void>;
  /** Starts following with an answer that somebody else asked for. */
  take(answer: Answer): void;
  /** Reads what is missing, such as an entry of a log. Calls made before the answer comes share one request. */
  catchUp(): void;
  /** Resolves when an answer was taken that was asked for after this call. */
  refresh(): Promise<void>;
  stop(): void;
}

export function createFollow<Answer>({ core, ask, take, atOnce = false }: FollowOptions<Answer>): Follow<Answer> {
  const { channel, report } = core;
  let beginning: Promise<void> | undefined;
  let begun = false;
  let asking = false;

  const answered = (answer: Answer): void => {
    begun = true;
    take(answer);
  };

  const catchUp = (): void => {
    if (asking) return;
    asking = true;
    const done = (): void => {
      asking = false;
    };
    ask("connection")
      .finally(done)
      .then(answered)
      .catch((error: unknown) => {
        // The next connection asks anew, and a refusal now says nothing about what is held.
        if (!(error instanceof LivenameError)) report(error);
      });
  };

  const stop = channel.follow(() => {
    if (begun || atOnce) catchUp();
  });

  return {
    get begun() {
      return begun;
    },
    begin() {
      if (begun) return Promise.resolve();
      beginning ??= ask("kept")
        .then(answered)
        .catch((error: unknown) => {
          beginning = undefined;
          throw error;
        });
      return beginning;
    },
    take: answered,
    catchUp,
    refresh: () => ask("kept").then(answered),
    stop,
  };
}
