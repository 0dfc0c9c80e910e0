import type { Contact, ContactNode, ContactPlace } from "@livename/client";

/** A move of an entry, for its menu. */
export type Move =
  | { readonly way: "up" | "down" | "out"; readonly place: ContactPlace }
  | { readonly way: "into"; readonly folder: Contact; readonly place: ContactPlace };

/** The possible moves of an entry: past its neighbours, to the top level, into any other folder. */
export function movesOf(entry: Contact, tree: readonly ContactNode[]): Move[] {
  const siblings = siblingsOf(entry, tree);
  const at = siblings.findIndex(({ id }) => id === entry.id);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  const folders = flat(tree).filter((node) => node.kind === "folder" && !node.shared);
  const inside = new Set(flat([...siblings].filter(({ id }) => id === entry.id)).map(({ id }) => id));
  return [
    ...(before === undefined ? [] : [{ way: "up" as const, place: { before } }]),
    ...(after === undefined ? [] : [{ way: "down" as const, place: { after } }]),
    ...(entry.folder === undefined ? [] : [{ way: "out" as const, place: { into: undefined } }]),
    ...folders
      .filter(({ id }) => id !== entry.folder && !inside.has(id))
      .map((folder) => ({ way: "into" as const, folder, place: { into: folder } })),
  ];
}

/** These entries and all entries within them. */
export function flat(nodes: readonly ContactNode[]): ContactNode[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}

function siblingsOf({ folder }: Contact, tree: readonly ContactNode[]): readonly ContactNode[] {
  if (folder === undefined) return tree;
  return flat(tree).find(({ id }) => id === folder)?.children ?? tree;
}
