import type { PersonInit } from "@livename/wire/directory";
import type { PlaceMemberInit } from "@livename/wire/place";
import type { PresenceInit } from "@livename/wire/presence";

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
  presence(whole: PresenceInit): PresenceInit;
  /** Undefined when the member is hidden from the roster. */
  member(whole: PlaceMemberInit): PlaceMemberInit | undefined;
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

/** Everybody of a community sees everybody. */
export const view: ViewOf = Object.assign(() => publicView, { plain: () => true });
