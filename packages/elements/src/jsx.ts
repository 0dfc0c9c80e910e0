// Types only, for using the elements in TSX. `docs/guides/elements.md` says how to include them.
import type { LiveCardEvent } from "./events/live-card.ts";
import type { LiveCloseEvent } from "./events/live-close.ts";
import type { LiveOpenEvent } from "./events/live-open.ts";
import type { LivePlaceChangeEvent } from "./events/live-place-change.ts";
import type { LiveSelectEvent } from "./events/live-select.ts";
import type { LiveStatusChangeEvent } from "./events/live-status-change.ts";

/** Attributes that all elements accept. */
interface Common {
  readonly id?: string;
  readonly class?: string;
  readonly className?: string;
  /** As in the framework: an object of properties, including custom ones, or a text. */
  readonly style?: object | string;
  readonly title?: string;
  readonly role?: string;
  readonly tabIndex?: number;
  readonly lang?: string;
  readonly dir?: string;
  readonly hidden?: boolean;
  readonly slot?: string;
  readonly part?: string;
  readonly children?: unknown;
  readonly key?: string | number | null;
  readonly ref?: unknown;
}

/** Listeners by their events' names: `onlive-open` in React and Preact, `on:live-open` in Solid. */
type Listeners<Events> = {
  readonly [Name in keyof Events & string as `on${Name}` | `on:${Name}`]?: (event: Events[Name]) => void;
};

/** The elements by tag, under the prefix `live`, for the `JSX.IntrinsicElements` of React, Preact or Solid. */
export interface LiveElements {
  "live-name": Common &
    Listeners<{ "live-open": LiveOpenEvent; "live-card": LiveCardEvent }> & {
      readonly person: string;
      readonly "no-card"?: boolean;
    };
  "live-status": Common & Listeners<{ "live-status-change": LiveStatusChangeEvent }>;
  "live-place": Common &
    Listeners<{ "live-place-change": LivePlaceChangeEvent }> & { readonly place?: string; readonly grant?: string };
  "live-chat": Common &
    Listeners<{ "live-close": LiveCloseEvent }> & {
      readonly person?: string;
      readonly conversation?: string;
      readonly closable?: boolean;
    };
  "live-dock": Common;
  "live-privacy": Common;
  "live-alerts": Common;
  "live-search": Common & Listeners<{ "live-select": LiveSelectEvent }> & { readonly label?: string };
  "live-chart": Common & Listeners<{ "live-select": LiveSelectEvent }> & { readonly person?: string };
  "live-contacts": Common;
  "live-list": Common & {
    readonly people?: string;
    readonly group?: string;
    readonly document?: string;
    readonly label?: string;
    readonly "online-only"?: boolean;
    readonly sort?: "presence" | "name";
    readonly plain?: boolean;
  };
}
