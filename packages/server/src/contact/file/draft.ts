/** An entry as a file gives it, not yet judged. `path` names the folders in which it stands, from the top. */
export type Draft = {
  readonly line: number;
  readonly path: readonly string[];
  /** Nickname or name of the folder; empty for none. */
  readonly name: string;
  readonly note: string;
} & (
  | { readonly kind: "folder" }
  | { readonly kind: "person"; readonly address: string }
  | { readonly kind: "group"; readonly group: string }
);
