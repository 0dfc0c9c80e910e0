import { placeChanged, placeEnter, placeLeave } from "@livename/wire/calls";
import type { PlaceMember as WireMember } from "@livename/wire/place";
import type { Core } from "../core.ts";
import type { LivenameError } from "../errors.ts";
import type { Events } from "../events.ts";
import { changeRoster, type RosterChange, replaceRoster } from "./roster.ts";
import type { Place, PlaceEvents, PlaceMember } from "./types.ts";

/** One of those in this client who are in a place, or look at it. */
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

/** How one is in a place, or asks to be. */
interface Stay {
  readonly grant: string;
  readonly onlyWatch: boolean;
}

/** A place that somebody in this client is in or looks at, once. */
interface Room {
  readonly id: string;
  readonly visitors: Set<Visitor>;
  grant: string;
  /** Of the roster held; undefined while it is being asked for. */
  version: number | undefined;
  people: readonly PlaceMember[];
  unlisted: number;
  /** Undefined when it was not entered, or was refused. */
  stay: Stay | undefined;
}

/** What is loaded with the first place. */
export function createRooms({ channel, toDate }: Core): { visit(visitor: Visitor): Visit; stop(): void } {
  const rooms = new Map<string, Room>();
  const touched = new Set<Room>();
  let attached = false;

  const member = ({ person, address, name, sinceMs }: WireMember): PlaceMember => ({
    id: person,
    address,
    name,
    since: toDate(sinceMs) ?? new Date(0),
  });

  const tell = <E extends keyof PlaceEvents>(room: Room, event: E, payload: (place: Place) => PlaceEvents[E]): void => {
    for (const { place, events } of [...room.visitors]) events.emit(event, payload(place));
  };

  const show = (room: Room, { people, entered, left }: RosterChange, unlisted: number): void => {
    const same = entered.length + left.length === 0 && unlisted === room.unlisted;
    room.people = people;
    room.unlisted = unlisted;
    if (same) return;
    for (const person of left) tell(room, "leave", () => ({ person }));
    for (const person of entered) tell(room, "enter", () => ({ person }));
    tell(room, "change", (place) => ({ place }));
  };

  /** Whoever only looks is there all the same while another visitor is. */
  const wanted = ({ grant, visitors }: Room): Stay => ({
    grant,
    onlyWatch: [...visitors].every(({ onlyWatch }) => onlyWatch),
  });
  const isWanted = (room: Room, { grant, onlyWatch }: Stay): boolean =>
    room.stay?.grant === grant && room.stay.onlyWatch === onlyWatch;

  const leave = (room: Room): void => {
    // Not kept over an interruption, where it would follow a later enter: a session that is taken up again leaves
    // what it does not name (L6).
    if (room.stay) channel.call(placeLeave, { place: room.id }, { scope: "connection" }).catch(() => {});
    room.stay = undefined;
  };

  const enter = (room: Room): void => {
    const stay = wanted(room);
    room.version = undefined;
    room.stay = stay;
    const request = { place: room.id, ...stay };
    channel.call(placeEnter, request, { scope: "connection", timeoutMs: Number.POSITIVE_INFINITY }).then(
      ({ version, members, unlisted }) => {
        room.version = version;
        show(room, replaceRoster(room.people, members.map(member)), unlisted);
      },
      (error: LivenameError) => {
        if (error.code === "connection-lost" || error.code === "closed") return;
        if (room.stay === stay) room.stay = undefined;
        show(room, replaceRoster(room.people, []), 0);
        tell(room, "error", () => ({ error }));
      },
    );
  };

  // An element that moves in its page leaves and enters within a tick: that is nothing.
  const touch = (room: Room): void => {
    if (touched.size === 0) queueMicrotask(settle);
    touched.add(room);
  };
  const settle = (): void => {
    for (const room of touched) {
      if (room.visitors.size === 0) {
        rooms.delete(room.id);
        leave(room);
      } else if (attached && !isWanted(room, wanted(room))) enter(room);
    }
    touched.clear();
  };

  const unfollow = channel.follow(
    () => {
      attached = true;
      for (const room of rooms.values()) if (room.visitors.size > 0) enter(room);
    },
    () => {
      attached = false;
    },
  );

  channel.push(placeChanged, ({ place, base, version, entered, left, unlisted }) => {
    const room = rooms.get(place);
    if (!room || room.version === undefined) return;
    if (base !== room.version) return enter(room);
    room.version = version;
    show(room, changeRoster(room.people, entered.map(member), left), unlisted);
  });

  return {
    visit(visitor) {
      const { id } = visitor.place;
      const room: Room = rooms.get(id) ?? {
        id,
        visitors: new Set(),
        grant: "",
        version: undefined,
        people: [],
        unlisted: 0,
        stay: undefined,
      };
      rooms.set(id, room);
      room.grant = visitor.grant ?? room.grant;
      room.visitors.add(visitor);
      touch(room);
      return {
        get people() {
          return room.people;
        },
        get unlisted() {
          return room.unlisted;
        },
        end() {
          if (room.visitors.delete(visitor)) touch(room);
        },
      };
    },
    stop: unfollow,
  };
}
