// Types only: what TSX may write between angle brackets. `docs/guides/elements.md` says how to take them in.

/** What any of the elements takes beside its own. */
interface Common {
  readonly id?: string;
  readonly class?: string;
  readonly className?: string;
  readonly lang?: string;
  readonly dir?: string;
  readonly hidden?: boolean;
  readonly slot?: string;
  readonly part?: string;
  readonly children?: unknown;
  readonly key?: string | number | null;
  readonly ref?: unknown;
}

/** The elements by tag, under the prefix `live`, for the `JSX.IntrinsicElements` of React, Preact or Solid. */
export interface LiveElements {
  "live-name": Common & { readonly person: string; readonly "no-card"?: boolean };
  "live-status": Common;
  "live-place": Common & { readonly place?: string; readonly grant?: string };
  "live-chat": Common & { readonly person?: string; readonly conversation?: string; readonly closable?: boolean };
  "live-dock": Common;
  "live-privacy": Common;
  "live-alerts": Common;
  "live-search": Common & { readonly label?: string };
  "live-chart": Common & { readonly person?: string };
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
