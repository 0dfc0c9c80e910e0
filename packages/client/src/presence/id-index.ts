import type { Register } from "./register.ts";

/** Registers by the id of their person. A person with several addresses can have several registers. */
export interface IdIndex {
  of(id: string): readonly Register[];
  all(): readonly Register[];
  /** Sets the person id of a register; undefined if not known. Call it before the register's own id changes. */
  move(register: Register, id: string | undefined): void;
}

export function createIdIndex(): IdIndex {
  const byId = new Map<string, Set<Register>>();
  return {
    of: (id) => [...(byId.get(id) ?? [])],
    all: () => [...byId.values()].flatMap((registers) => [...registers]),
    move(register, id) {
      const former = register.watched.id;
      if (former && former !== id) {
        const others = byId.get(former);
        others?.delete(register);
        if (others?.size === 0) byId.delete(former);
      }
      if (id) byId.set(id, (byId.get(id) ?? new Set()).add(register));
    },
  };
}
