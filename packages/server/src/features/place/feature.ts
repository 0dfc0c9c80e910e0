import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { placeEnter, placeLeave } from "@livename/wire/handlers";
import type { Budget } from "../../kernel/budget.ts";
import type { CommandContext, Feature, PushSource, Session } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { route } from "../../kernel/route.ts";
import type { People } from "../../people/people.ts";
import { placeId } from "../../people/place-id.ts";
import type { Privacy } from "../../people/privacy.ts";
import type { ViewOf } from "../../people/view.ts";
import type { Clock } from "../../time/clock.ts";
import { Coalesced } from "../../time/coalesce.ts";
import { Deadlines } from "../../time/deadlines.ts";
import { shownTime } from "../../time/shown-time.ts";
import type { Awareness } from "../presence/index.ts";
import type { VerifyGrant } from "./grant.ts";
import { Place } from "./place.ts";
import type { Present } from "./roster-views.ts";

export interface PlaceOptions {
  readonly clock: Clock;
  readonly people: People;
  readonly view: ViewOf;
  /** Who is invisible stands in no roster but the own. */
  readonly presence: Pick<Awareness, "isThere" | "onThere">;
  /** Rosters follow changes of privacy. */
  readonly privacy: Pick<Privacy, "onChange">;
  readonly limits: Pick<WireLimits, "places">;
  readonly budget: Budget;
  /** False switches the feature off: its commands are refused with FEATURE_OFF. @default true */
  readonly enabled?: boolean;
  /** How grants are checked; without it they are not looked at. */
  readonly verifyGrant?: VerifyGrant | undefined;
  /** Whether a place is entered with a grant only. @default true */
  readonly demandGrant?: boolean | undefined;
  /** People that a roster lists; the others are counted. @default 200 */
  readonly rosterCap?: number;
  /** Changes within this time are one difference. @default 20 */
  readonly tickMs?: number;
  /** How long a session that came back has to name its places again. @default 5_000 */
  readonly reenterMs?: number;
}

/** A session in a place, and its part of what the place remembers. */
const PLACE_BYTES = 1_024;

/** What places do for other features. Places are named as they are after L1. */
export interface PlaceFeature extends Feature {
  /** A place is entered with a grant only. */
  readonly demandsGrant: boolean;
  /** Whether the session is in the place, or follows it. */
  has(session: Session, place: string): boolean;
  isMember(session: Session, place: string): boolean;
  /** Calls the listener with each session that has left a place, or only follows it from now on. Returns the function that ends it. */
  onLeave(listener: (session: Session, place: string) => void): () => void;
}

/** Who is here, on this page or document, now. */
export function createPlace(options: PlaceOptions): PlaceFeature {
  const { clock, people, view, presence, privacy, limits, budget, verifyGrant } = options;
  const { enabled = true, demandGrant = true, rosterCap = 200, tickMs = 20, reenterMs = 5_000 } = options;
  const places = new Map<string, Place>();
  /** Every session there is; most are in no place. */
  const placesOf = new Map<Session, Set<Place> | undefined>();
  /** Sessions in places, by community and person. */
  const sessionsOf = new Map<string, Set<Session>>();
  /** Places that a session that came back has not named again yet. */
  const unconfirmed = new Map<Session, Set<Place>>();
  const source: PushSource = {
    ended(session) {
      for (const place of placesOf.get(session) ?? []) place.unfollow(session);
    },
  };
  const keyOf = (place: Pick<Place, "community" | "id">): string => `${place.community}/${place.id}`;

  const seenMs = shownTime(clock);
  const changed = new Coalesced<Place>(clock, tickMs, (batch) => {
    // In an order that does not tell where somebody hidden came first.
    for (const place of [...batch].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
      place.publish();
      if (place.empty) places.delete(keyOf(place));
    }
  });
  const reentry = new Deadlines<Session>(clock, "monotonic", (session) => {
    for (const place of unconfirmed.get(session) ?? []) leave(session, place);
    unconfirmed.delete(session);
  });

  const leaveListeners = new Set<(session: Session, place: string) => void>();
  const tellLeave = (session: Session, place: Place): void => {
    for (const listener of [...leaveListeners]) listener(session, place.id);
  };

  const leave = (session: Session, place: Place): void => {
    const had = place.has(session);
    const mine = placesOf.get(session);
    if (mine?.delete(place)) budget.give(session.share, "places", PLACE_BYTES);
    unconfirmed.get(session)?.delete(place);
    if (mine?.size === 0) forget(session);
    place.leave(session);
    changed.add(place);
    if (had) tellLeave(session, place);
  };

  const remember = (session: Session): void => {
    const key = personKey(session);
    const sessions = sessionsOf.get(key);
    if (sessions) sessions.add(session);
    else sessionsOf.set(key, new Set([session]));
  };
  const forget = (session: Session): void => {
    const key = personKey(session);
    const sessions = sessionsOf.get(key);
    sessions?.delete(session);
    if (sessions?.size === 0) sessionsOf.delete(key);
  };

  const eachPlaceOf = (community: string, person: string, look: (place: Place) => void): void => {
    for (const session of sessionsOf.get(personKey({ community, person })) ?? [])
      for (const place of placesOf.get(session) ?? []) {
        look(place);
        changed.add(place);
      }
  };
  const ends = [
    privacy.onChange((community, person) => eachPlaceOf(community, person, (place) => place.review(person))),
    presence.onThere((community, person) => {
      const unseen = !presence.isThere(community, person);
      eachPlaceOf(community, person, (place) => place.appear(person, unseen, seenMs()));
    }),
  ];

  const presentOf = ({ community, person }: Session): Present => {
    const record = people.resolve(community, person);
    const [address = ""] = record?.addresses ?? [];
    return {
      member: { person, address, name: record?.name ?? "", sinceMs: seenMs() },
      unseen: !presence.isThere(community, person),
    };
  };

  const checkGrant = async (verify: VerifyGrant, session: Session, id: string, grant: string): Promise<void> => {
    if (grant === "")
      throw new Refusal(Code.FORBIDDEN, "This server wants a grant, signed by the application, to enter a place.");
    const granted = await verify(grant);
    if (placeId(granted.place) !== id) throw new Refusal(Code.FORBIDDEN, "The grant is for another place.");
    if (granted.person !== undefined && people.resolve(session.community, granted.person)?.id !== session.person)
      throw new Refusal(Code.FORBIDDEN, "The grant is for another person.");
  };

  const enter = (session: Session, id: string, onlyWatch: boolean, context: CommandContext) => {
    context.follow(source);
    // The session may have ended while its grant was looked at.
    if (!placesOf.has(session)) throw new Refusal(Code.UNAVAILABLE, "The session has ended. Sign in again.");
    const mine = placesOf.get(session) ?? new Set();
    let place = places.get(keyOf({ community: session.community, id }));
    if (!place?.has(session) && mine.size >= limits.places)
      throw new Refusal(
        Code.TOO_MANY,
        `A session is in at most ${limits.places} places, or watches them. Leave one first.`,
      );
    if (!place || !mine.has(place)) budget.demand(session.share, "places", PLACE_BYTES);
    if (!place) {
      place = new Place({ id, community: session.community, view, rosterCap, source });
      places.set(keyOf(place), place);
    }
    placesOf.set(session, mine.add(place));
    unconfirmed.get(session)?.delete(place);
    remember(session);
    const wasIn = place.isIn(session);
    if (onlyWatch) place.watch(session);
    else place.enter(session, () => presentOf(session));
    if (wasIn && onlyWatch) tellLeave(session, place);
    changed.add(place);
    return place.answerNext(session);
  };

  const inPlaces = (): number => {
    let count = 0;
    for (const mine of placesOf.values()) if (mine?.size) count++;
    return count;
  };

  const checkOn = (): void => {
    if (!enabled) throw new Refusal(Code.FEATURE_OFF, "Places are switched off on this server. Ask its administrator.");
  };

  const find = ({ community }: Session, id: string): Place | undefined => places.get(keyOf({ community, id }));

  return {
    name: "place",
    off: !enabled,
    demandsGrant: verifyGrant !== undefined && demandGrant,
    has: (session, id) => find(session, id)?.has(session) ?? false,
    isMember: (session, id) => find(session, id)?.isIn(session) ?? false,
    onLeave(listener) {
      leaveListeners.add(listener);
      return () => void leaveListeners.delete(listener);
    },
    routes: [
      route(placeEnter, { rate: "read" }, (session, { place, grant, onlyWatch }, context) => {
        checkOn();
        const id = placeId(place);
        if (!verifyGrant || (grant === "" && !demandGrant)) return enter(session, id, onlyWatch, context);
        return checkGrant(verifyGrant, session, id, grant).then(() => enter(session, id, onlyWatch, context));
      }),
      route(placeLeave, { rate: "read" }, (session, request) => {
        checkOn();
        const place = places.get(keyOf({ community: session.community, id: placeId(request.place) }));
        if (place?.has(session)) leave(session, place);
        return {};
      }),
    ],
    gauges: [
      { name: "places", help: "Places that somebody is in or watches.", value: () => places.size },
      { name: "place_sessions", help: "Sessions that are in a place.", value: () => inPlaces() },
    ],
    opened: (session) => void placesOf.set(session, undefined),
    resumed(session) {
      const mine = placesOf.get(session);
      if (!mine?.size) return;
      unconfirmed.set(session, new Set(mine));
      reentry.set(session, clock.monotonic() + reenterMs);
    },
    closed(session) {
      for (const place of [...(placesOf.get(session) ?? [])]) leave(session, place);
      placesOf.delete(session);
      forget(session);
      unconfirmed.delete(session);
      reentry.clear(session);
    },
    stop() {
      for (const end of ends) end();
      changed.stop();
      reentry.stop();
    },
  };
}

function personKey({ community, person }: { readonly community: string; readonly person: string }): string {
  return `${community} ${person}`;
}
