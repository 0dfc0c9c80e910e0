import type { Clock } from "../clock.ts";
import { TIMES } from "../times.ts";

/** Decides when presence is out of date: when no answer has come for a while after the connection was lost. */
export interface Doubt {
  /** The connection is lost. The timer runs until the server answers, also during further attempts to connect. */
  begin(): void;
  /** The server has answered. */
  end(): void;
  /** No further answer will come. */
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
