/**
 * An entry as a file gives it, not yet judged. `path` names the folders in which it stands, from the top; `others` are
 * further addresses of the person.
 */
export type Draft = {
  readonly line: number;
  readonly path: readonly string[];
  /** Nickname or name of the folder; empty for none. */
  readonly name: string;
  readonly note: string;
} & (
  | { readonly kind: "folder" }
  | { readonly kind: "person"; readonly address: string; readonly others?: readonly string[] }
  | { readonly kind: "group"; readonly group: string }
);

/** An entry that goes into a file. `given` is what the directory calls the person or group, for whoever reads the file. */
export interface Written {
  readonly draft: Draft;
  readonly given: string;
}
