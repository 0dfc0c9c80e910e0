import { placeChanged, placeEnter, placeLeave } from "@livename/wire/calls";
import type { PlaceMember as WireMember } from "@livename/wire/place";
import { batches } from "../batches.ts";
import type { Events } from "../events.ts";
import type { FeatureContext } from "../feature.ts";
import { createFollowSet, type Followed } from "../kernel/follow-set.ts";
import { changeRoster, type RosterChange, replaceRoster } from "./roster.ts";
import type { Place, PlaceEvents, PlaceMember } from "./types.ts";

/** A caller in this client that is in a place or watches it. */
export interface Visitor {
  readonly place: Place;
  readonly events: Events<PlaceEvents>;
  readonly grant: string | undefined;
  readonly onlyWatch: boolean;
}

export interface Visit {
  readonly people: readonly PlaceMember[];
  readonly unlisted: number;
  end(): void;
}

/** How this client is in a place, or wants to be. */
interface Stay {
  readonly grant: string;
  readonly onlyWatch: boolean;
}

/** A place, shared by all callers in this client that are in it or watch it. */
interface Visited extends Followed {
  readonly id: string;
  readonly visitors: Set<Visitor>;
  grant: string;
  /** The version of the roster held. */
  version: number;
  people: readonly PlaceMember[];
  unlisted: number;
  /** How it was last entered. */
  stay: Stay;
}

/** Creates the module that is loaded with the first place. */
export function createVisits({ channel, toDate }: FeatureContext): { visit(visitor: Visitor): Visit; stop(): void } {
  const places = new Map<string, Visited>();

  const member = ({ person, address, name, sinceMs }: WireMember): PlaceMember => ({
    id: person,
    address,
    name,
    since: toDate(sinceMs) ?? new Date(0),
  });

  const tell = <E extends keyof PlaceEvents>(
    visited: Visited,
    event: E,
    payload: (place: Place) => PlaceEvents[E],
  ): void => {
    for (const { place, events } of [...visited.visitors]) events.emit(event, payload(place));
  };

  const show = (visited: Visited, { people, entered, left }: RosterChange, unlisted: number): void => {
    const same = entered.length + left.length === 0 && unlisted === visited.unlisted;
    visited.people = people;
    visited.unlisted = unlisted;
    if (same) return;
    for (const person of left) tell(visited, "leave", () => ({ person }));
    for (const person of entered) tell(visited, "enter", () => ({ person }));
    tell(visited, "change", (place) => ({ place }));
  };

  /** The client is in the place if any visitor is; otherwise it only watches. */
  const wanted = ({ grant, visitors }: Visited): Stay => ({
    grant,
    onlyWatch: [...visitors].every(({ onlyWatch }) => onlyWatch),
  });

  const follows = createFollowSet({
    channel,
    items: () => places.values(),
    isWanted: ({ visitors }) => visitors.size > 0,
    haveTwins: false,
    cut: (all) => batches(all, 1),
    call: placeEnter,
    request([visited]) {
      visited!.stay = wanted(visited!);
      return { place: visited!.id, ...visited!.stay };
    },
    results: (reply) => [reply],
    take(visited, { version, members, unlisted }) {
      visited.version = version;
      show(visited, replaceRoster(visited.people, members.map(member)), unlisted);
    },
    refuse(visited, error) {
      show(visited, replaceRoster(visited.people, []), 0);
      tell(visited, "error", () => ({ error }));
    },
    forget(gone, attached) {
      for (const { id, sent } of gone) {
        places.delete(id);
        // Not kept over an interruption, where it could be sent after a later enter. A resumed session leaves the
        // places that it does not name (L6).
        if (attached && sent !== "no")
          channel.call(placeLeave, { place: id }, { lifetime: "connection" }).catch(() => {});
      }
    },
  });

  const settle = (visited: Visited): void => {
    const { grant, onlyWatch } = wanted(visited);
    const isSame = visited.stay.grant === grant && visited.stay.onlyWatch === onlyWatch;
    if (visited.visitors.size > 0 && !isSame) visited.sent = "no";
    // An element that is moved in its page leaves and enters in the same task, which has no effect.
    follows.touch(visited);
  };

  channel.onPush(placeChanged, ({ place, base, version, entered, left, unlisted }) => {
    const visited = places.get(place);
    if (visited?.sent !== "yes") return;
    if (base !== visited.version) return follows.askAgain(visited);
    visited.version = version;
    show(visited, changeRoster(visited.people, entered.map(member), left), unlisted);
  });

  return {
    visit(visitor) {
      const { id } = visitor.place;
      const visited: Visited = places.get(id) ?? {
        id,
        visitors: new Set(),
        sent: "no",
        grant: "",
        version: 0,
        people: [],
        unlisted: 0,
        stay: { grant: "", onlyWatch: true },
      };
      places.set(id, visited);
      visited.grant = visitor.grant ?? visited.grant;
      visited.visitors.add(visitor);
      settle(visited);
      return {
        get people() {
          return visited.people;
        },
        get unlisted() {
          return visited.unlisted;
        },
        end() {
          if (visited.visitors.delete(visitor)) settle(visited);
        },
      };
    },
    stop: follows.stop,
  };
}
