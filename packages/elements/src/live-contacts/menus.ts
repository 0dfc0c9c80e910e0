import type { ContactFormat, ContactNode, ContactPlace } from "@livename/client";
import type { MenuItem } from "./menu.ts";
import { movesOf } from "./moves.ts";
import type { Say } from "./words.ts";

export interface EntryActions {
  /** Edit the entry in its row, or ask in it before it is removed. */
  start(what: "name" | "note" | "remove"): void;
  move(place: ContactPlace): void;
  remove(): void;
}

/** What can be done with an entry. A folder that is not empty asks before it is removed. */
export function entryItems(
  node: ContactNode,
  tree: readonly ContactNode[],
  say: Say,
  { start, move, remove }: EntryActions,
): MenuItem[] {
  return [
    {
      label: say.text(node.kind === "folder" ? "contacts.rename" : "contacts.nickname"),
      run: () => start("name"),
    },
    { label: say.text("contacts.note"), run: () => start("note") },
    ...movesOf(node, tree).map(
      (one): MenuItem => ({
        label:
          one.way === "into" ? say.text("contacts.into", { name: one.folder.name }) : say.text(`contacts.${one.way}`),
        run: () => move(one.place),
      }),
    ),
    {
      label: say.text("contacts.remove"),
      danger: true,
      run: () => (node.children.length > 0 ? start("remove") : remove()),
    },
  ];
}

export interface ListActions {
  addFolder(name: string): void;
  chooseFile(): void;
  save(format: ContactFormat): void;
}

/** What can be done with the whole list. */
export function listItems(say: Say, { addFolder, chooseFile, save }: ListActions): MenuItem[] {
  return [
    { label: say.text("contacts.new-folder"), run: () => addFolder(say.text("contacts.folder-name")) },
    { label: say.text("contacts.import"), run: chooseFile },
    ...(["csv", "vcard", "json"] as const).map((format) => ({
      label: say.text(`contacts.export-${format}`),
      run: () => save(format),
    })),
  ];
}
