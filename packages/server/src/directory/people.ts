import type { PersonRecord } from "../store/store.ts";

/**
 * Everybody of a community, in memory: presence and sign-in resolve hundreds of thousands of names a second and may
 * not wait for a disk. Loaded at the start, kept in step by whoever changes people. Deactivated people are not found.
 */
export interface People {
  /** By id or any address (any case); undefined when there is no such active person. */
  resolve(community: string, idOrAddress: string): PersonRecord | undefined;
  /** Called after a person was added, changed, deactivated or erased. Returns the function that ends it. */
  onChange(listener: (community: string, person: string) => void): () => void;
}
