import type { Clock } from "../clock.ts";
import { TIMES } from "../times.ts";

/** Whether what is known of people may be out of date: it is when no answer comes for a while after a lost connection. */
export interface Doubt {
  /** The connection is lost. Runs until the server answers, however many connections are tried meanwhile. */
  begin(): void;
  /** The server has answered. */
  end(): void;
  /** No answer will come any more. */
  stop(): void;
}

/** @param show shows everybody as unknown */
export function createDoubt(clock: Clock, show: () => void): Doubt {
  let isShown = false;
  let cancel: (() => void) | undefined;

  const end = (): void => {
    cancel?.();
    cancel = undefined;
    isShown = false;
  };
  return {
    begin() {
      cancel ??= clock.after(TIMES.unknown, () => {
        isShown = true;
        show();
      });
    },
    end,
    stop() {
      cancel?.();
      if (!isShown) show();
    },
  };
}
