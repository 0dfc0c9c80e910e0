import type { Clock } from "../clock.ts";
import { TIMES } from "../times.ts";

/** The interval of the checks: the client notices this soon after waking that the device slept. */
const LOOK_MS = 10_000;
/** If a check is late by this much, or the clocks diverge by this much, the device slept or its clock was set. */
const JUMP_MS = 2_000;

export interface SilenceOptions {
  readonly clock: Clock;
  /** How long the server can be silent before the connection counts as dead. */
  readonly mostMs: () => number;
  /** Sends a probe to the server. */
  readonly probe: () => void;
  /** The server was silent for too long. */
  readonly dead: () => void;
}

/** Detects a dead connection that was never closed. */
export interface Silence {
  /** Something was received. */
  heard(): void;
  /** Starts checking. */
  watch(): void;
  /** The connection may be dead: sends a probe that must be answered soon, unless one is already open. */
  doubt(): void;
  stop(): void;
}

export function createSilence({ clock, mostMs, probe, dead }: SilenceOptions): Silence {
  let heardAt = 0;
  let doubtedAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => {};

  const watch = (): void => {
    const silenceMs = mostMs();
    // If the difference of the two clocks changes, the device slept or its clock was set.
    const ahead = (): number => clock.now() - clock.monotonic();
    const aheadBefore = ahead();
    const look = (dueAt: number): void => {
      const now = clock.monotonic();
      // After a sleep, received data may not have been read yet: probe instead of closing at once.
      const jumped = now - dueAt > JUMP_MS || Math.abs(ahead() - aheadBefore) > JUMP_MS;
      const deadAt = doubtedAt > heardAt ? doubtedAt + TIMES.probe : heardAt + silenceMs;
      if (jumped) ask();
      else if (now >= deadAt) dead();
      else {
        const next = Math.min(now + LOOK_MS, deadAt);
        cancel();
        cancel = clock.after(Math.max(0, Math.ceil(next - now)), () => look(next));
      }
    };
    look(clock.monotonic());
  };

  const ask = (): void => {
    if (doubtedAt <= heardAt || clock.monotonic() - doubtedAt > TIMES.probe + JUMP_MS) {
      doubtedAt = clock.monotonic();
      probe();
    }
    watch();
  };

  return {
    heard() {
      heardAt = clock.monotonic();
    },
    watch,
    doubt() {
      if (doubtedAt <= heardAt) ask();
    },
    stop: () => cancel(),
  };
}
