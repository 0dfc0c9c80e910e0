import type { Clock } from "../clock.ts";
import { TIMES } from "../times.ts";

/** How often the silence is measured: a sleep is noticed this soon after waking. */
const LOOK_MS = 10_000;
/** A look that comes so much too late, or a clock that goes so much wrong, is a device that slept or was set. */
const JUMP_MS = 2_000;

export interface SilenceOptions {
  readonly clock: Clock;
  /** How long the server may be silent. */
  readonly mostMs: () => number;
  /** Asks the server for a sign of life. */
  readonly probe: () => void;
  /** The server was silent for too long. */
  readonly dead: () => void;
}

/** Notices that a connection is dead although nobody said so. */
export interface Silence {
  /** Something came. */
  heard(): void;
  /** Watches from now on. */
  watch(): void;
  /** The connection may be dead: asks for a sign of life, which is due soon, unless one is due already. */
  doubt(): void;
  stop(): void;
}

export function createSilence({ clock, mostMs, probe, dead }: SilenceOptions): Silence {
  let heardAt = 0;
  let doubtedAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => {};

  const watch = (): void => {
    const silenceMs = mostMs();
    // The time of day against the other: a difference says that the device slept, or that somebody set the clock.
    const ahead = (): number => clock.now() - clock.monotonic();
    const aheadBefore = ahead();
    const look = (dueAt: number): void => {
      const now = clock.monotonic();
      // What came in while nothing ran has not been read yet: it is heard first.
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
