import type { PersonRecord } from "./storage/contract.ts";

/**
 * Everybody of a community, in memory: presence and sign-in resolve hundreds of thousands of names a second and may
 * not wait for a disk. Loaded at the start, kept in step by whoever changes people. Deactivated people are not found.
 */
export interface People {
  /** By id or any address, however it is spelled (D12); undefined when there is no such active person. */
  resolve(community: string, idOrAddress: string): PersonRecord | undefined;
  /** Called after a person was added, changed, deactivated or erased. Returns the function that ends it. */
  onChange(listener: (community: string, person: string) => void): () => void;
}

/** People who have small numbers too, for those who look up thousands of names at once. */
export interface NumberedPeople extends People {
  /**
   * The numbers of the active people whose ids or addresses stand in the bytes, each between two of `spans`, as the
   * directory writes them; -1 for nobody that is found so, whom `resolve` may find all the same. A person keeps the
   * number until the server stops.
   */
  numbersOf(community: string, bytes: Uint8Array, spans: Int32Array, count: number, numbers: Int32Array): void;
  /** The number of the active person with this id; -1 when there is none. */
  numberOf(community: string, id: string): number;
  /** The active person with the number. */
  at(community: string, number: number): PersonRecord | undefined;
}
