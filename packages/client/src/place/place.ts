import { placeChanged, placeEnter, placeLeave } from "@livename/wire/calls";
import type { PlaceMember as WireMember } from "@livename/wire/place";
import type { Core } from "../core.ts";
import type { LivenameError } from "../errors.ts";
import { createEvents, type Events } from "../events.ts";
import { changeRoster, type RosterChange, replaceRoster } from "./roster.ts";
import type { Place, PlaceEvents, PlaceMember, PlaceService } from "./types.ts";

/** A place that somebody in this client is in, once. */
interface Room {
  readonly id: string;
  readonly places: Map<Place, Events<PlaceEvents>>;
  grant: string;
  /** Of the roster held; undefined while it is being asked for. */
  version: number | undefined;
  people: readonly PlaceMember[];
  unlisted: number;
  /** The grant with which it was entered; undefined when it was not, or was refused. */
  entered: string | undefined;
}

/** The feature with its door to the composition root. */
export function createPlaces({ channel, report, toDate }: Core): { service: PlaceService; stop(): void } {
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
    for (const [place, events] of [...room.places]) events.emit(event, payload(place));
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

  const enter = (room: Room): void => {
    room.version = undefined;
    const { grant } = room;
    room.entered = grant;
    const request = { place: room.id, grant };
    channel.call(placeEnter, request, { scope: "connection", timeoutMs: Number.POSITIVE_INFINITY }).then(
      ({ version, members, unlisted }) => {
        room.version = version;
        show(room, replaceRoster(room.people, members.map(member)), unlisted);
      },
      (error: LivenameError) => {
        if (error.code === "connection-lost" || error.code === "closed") return;
        if (room.entered === grant) room.entered = undefined;
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
      if (room.places.size > 0) {
        if (attached && room.entered !== room.grant) enter(room);
        continue;
      }
      rooms.delete(room.id);
      // Not kept over an interruption, where it would follow a later enter: a session that is taken up again leaves
      // what it does not name (L6).
      if (room.entered === undefined) continue;
      channel.call(placeLeave, { place: room.id }, { scope: "connection" }).catch(() => {});
    }
    touched.clear();
  };

  const unfollow = channel.follow(
    () => {
      attached = true;
      for (const room of rooms.values()) if (room.places.size > 0) enter(room);
    },
    () => {
      attached = false;
    },
  );

  channel.push(placeChanged, ({ place, version, entered, left, unlisted }) => {
    const room = rooms.get(place);
    if (!room || room.version === undefined || version <= room.version) return;
    if (version !== room.version + 1) return enter(room);
    room.version = version;
    show(room, changeRoster(room.people, entered.map(member), left), unlisted);
  });

  return {
    service: {
      enter(id, { grant } = {}) {
        const room: Room = rooms.get(id) ?? {
          id,
          places: new Map(),
          grant: "",
          version: undefined,
          people: [],
          unlisted: 0,
          entered: undefined,
        };
        rooms.set(id, room);
        room.grant = grant ?? room.grant;
        const events = createEvents<PlaceEvents>(report);
        const place: Place = {
          id,
          get people() {
            return room.people;
          },
          get unlisted() {
            return room.unlisted;
          },
          on: events.on,
          leave() {
            events.clear();
            if (room.places.delete(place)) touch(room);
          },
        };
        room.places.set(place, events);
        touch(room);
        return place;
      },
    },
    stop: unfollow,
  };
}
