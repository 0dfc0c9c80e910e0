/** Events of the page. */
export interface PageEvents {
  /** The network may be back or gone, or the page was suspended: check the connection. */
  wake(): void;
  noNetwork(): void;
  /** The page is being left, possibly into the back/forward cache. */
  leave(): void;
  /** The page went to the background or came back. */
  visibility(): void;
  /** The person used the page. */
  input(): void;
}

/** The page that the client runs in. In Node it counts as visible and as having a network. */
export interface Page {
  readonly hidden: boolean;
  readonly hasNetwork: boolean;
  /** Removes all listeners. */
  stop(): void;
}

const INPUT = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/** Reads a member from the prototype, because `<img name="hidden">` on the page makes `document.hidden` that image. */
function native<T extends object, K extends keyof T>(target: T, member: K): T[K] {
  const value: unknown = Reflect.get(Object.getPrototypeOf(target), member, target);
  return (typeof value === "function" ? value.bind(target) : value) as T[K];
}

export function watchPage(events: PageEvents, marksInput: boolean): Page {
  const stops: (() => void)[] = [];
  const on = (target: EventTarget, types: readonly string[], listener: (event: Event) => void): void => {
    const options = { passive: true, capture: true };
    for (const type of types) {
      native(target, "addEventListener")(type, listener, options);
      stops.push(() => native(target, "removeEventListener")(type, listener, options));
    }
  };
  const isHidden = (): boolean => native(document, "hidden") === true;
  const inPage = typeof window === "object" && typeof document === "object";
  if (inPage) {
    on(window, ["online", "pageshow"], events.wake);
    on(window, ["offline"], () => {
      events.noNetwork();
      events.wake();
    });
    on(window, ["pagehide"], events.leave);
    on(document, ["resume"], events.wake);
    on(document, ["visibilitychange"], () => {
      events.visibility();
      if (!isHidden()) events.wake();
    });
    if (marksInput) on(window, INPUT, events.input);
  }
  return {
    get hidden() {
      return inPage && isHidden();
    },
    get hasNetwork() {
      return !inPage || navigator.onLine !== false;
    },
    stop() {
      for (const stop of stops.splice(0)) stop();
    },
  };
}
