import type { Person } from "@livename/client";

/** People whom a name may mean. */
export interface Several {
  readonly is: "several";
  readonly people: readonly Person[];
  /** There are more than these. */
  readonly more: boolean;
}

/** Whom a name means: one, by address or id, or one of several. */
export type Whom = { readonly is: "one"; readonly person: string } | Several;
