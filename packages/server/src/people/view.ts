import type { PersonInit } from "@livename/wire/directory";
import type { PlaceMember } from "@livename/wire/place";
import { Activity, type PresenceInit } from "@livename/wire/presence";
import type { Privacy, ShownChoice } from "./privacy.ts";
import { GONE, OFFLINE, type WholePresence } from "./whole-presence.ts";

/** Who looks. A session is one. */
export interface Viewer {
  readonly community: string;
  readonly person: string;
}

/**
 * What a class of watchers sees of a person: each function takes the whole truth and gives what may leave the server.
 * Watchers with the same View are sent the same bytes, which are encoded once.
 */
export interface View {
  presence(whole: WholePresence): PresenceInit;
  /** Undefined when the member is hidden from the roster. */
  member(whole: PlaceMember): PlaceMember | undefined;
  card(whole: PersonInit): PersonInit;
}

/** The one way out for anything about a person: presence, rosters, cards. `person` is an id. */
export interface ViewOf {
  (watcher: Viewer, person: string): View;
  /**
   * Whether the person has no privacy of any kind, which spares thousands of questions when thousands watch: two plain
   * people see each other by one and the same View, whoever they are. When it changes, presence is told by
   * `reviewPerson`. @default nobody is plain
   */
  readonly plain?: (community: string, person: string) => boolean;
}

const publicView: View = {
  presence: (whole) => whole,
  member: (whole) => whole,
  card: (whole) => whole,
};

/** Of whoever is hidden, what everybody knows of whoever is offline. */
const hiddenView: View = {
  presence: () => GONE,
  member: () => undefined,
  card: (whole) => whole,
};

/** Everybody of a community sees everybody. */
export const view: ViewOf = Object.assign(() => publicView, { plain: () => true });

/** Moments whose views are kept, so that watchers who share one share its bytes. */
const MOMENTS = 1_000;

/** Everybody sees of everybody what privacy lets them. */
export function createView(privacy: Omit<Privacy, "onChange">): ViewOf {
  const sinceViews = new Map<number, View>();
  const shownViews = new WeakMap<ShownChoice, Map<number, View>>();

  const viewOf = ({ community, person: watcher }: Viewer, person: string): View => {
    if (watcher === person) return publicView;
    if (privacy.plain(community, person) && privacy.plain(community, watcher)) return publicView;
    if (privacy.hidden(community, watcher, person)) return hiddenView;
    const sinceMs = privacy.visibleSinceMs(community, watcher, person);
    const choice = privacy.shown(community, person, watcher);
    if (!choice) return sinceMs === 0 ? publicView : kept(sinceViews, sinceMs, sinceView);
    let views = shownViews.get(choice);
    if (!views) {
      views = new Map();
      shownViews.set(choice, views);
    }
    return kept(views, sinceMs, () => shownView(choice, sinceMs));
  };
  return Object.assign(viewOf, { plain: (community: string, person: string) => privacy.plain(community, person) });
}

/** No time reaches back before the watcher could see the person. */
function sinceView(visibleSinceMs: number): View {
  const later = <Whole extends { readonly sinceMs: number; readonly availability?: number }>(whole: Whole): Whole =>
    whole.sinceMs >= visibleSinceMs || whole.availability === OFFLINE.availability
      ? whole
      : { ...whole, sinceMs: visibleSinceMs };
  return { presence: later, member: later, card: (whole) => whole };
}

/** The status that was set for chosen people, while the person is there. */
function shownView({ availability, message, untilMs, setMs }: ShownChoice, visibleSinceMs: number): View {
  return {
    ...sinceView(visibleSinceMs),
    presence(whole) {
      if (whole.availability === OFFLINE.availability) return GONE;
      const sinceMs = Math.max(setMs, visibleSinceMs, whole.cameMs);
      return { availability, activity: Activity.UNSPECIFIED, message, untilMs, sinceMs, devices: whole.devices };
    },
  };
}

function kept(views: Map<number, View>, sinceMs: number, make: (sinceMs: number) => View): View {
  const known = views.get(sinceMs);
  if (known) return known;
  if (views.size >= MOMENTS) views.clear();
  const made = make(sinceMs);
  views.set(sinceMs, made);
  return made;
}
