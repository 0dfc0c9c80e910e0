import type { EntryRecord } from "../../src/features/conversation/storage/contract.ts";
import type { Store } from "../../src/stores.ts";

/** All entries of a conversation, page by page. */
export async function readAll(store: Store, conversation: string, community = "default"): Promise<EntryRecord[]> {
  const all: EntryRecord[] = [];
  for (;;) {
    const after = all.at(-1)?.number ?? 0;
    const page = await store.conversations.entries(community, conversation, "amy", { after, limit: 10_000 });
    if (page.length === 0) return all;
    all.push(...page);
  }
}
