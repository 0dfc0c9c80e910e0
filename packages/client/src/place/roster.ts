import type { PlaceMember } from "./types.ts";

export interface RosterChange {
  readonly people: readonly PlaceMember[];
  readonly entered: readonly PlaceMember[];
  readonly left: readonly PlaceMember[];
}

/** The change from the roster held to the current one. */
export function replaceRoster(held: readonly PlaceMember[], now: readonly PlaceMember[]): RosterChange {
  const before = new Set(held.map(({ id }) => id));
  const after = new Set(now.map(({ id }) => id));
  return {
    people: now,
    entered: now.filter(({ id }) => !before.has(id)),
    left: held.filter(({ id }) => !after.has(id)),
  };
}

/** Applies a difference: removes `left`, appends `entered`. A member who is there already is only updated. */
export function changeRoster(
  held: readonly PlaceMember[],
  entered: readonly PlaceMember[],
  left: readonly string[],
): RosterChange {
  const gone = new Set(left);
  const renewed = new Map(entered.map((member) => [member.id, member]));
  const stay = held.filter(({ id }) => !gone.has(id)).map((member) => renewed.get(member.id) ?? member);
  const before = new Set(stay.map(({ id }) => id));
  const fresh = [...renewed.values()].filter(({ id }) => !before.has(id));
  return { people: [...stay, ...fresh], entered: fresh, left: held.filter(({ id }) => gone.has(id)) };
}
