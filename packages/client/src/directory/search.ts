import { createEvents, type Report } from "../events.ts";
import type { DirectoryService, Found, Search, SearchEvents } from "./types.ts";

const NOTHING: Found = { people: [], more: false };

/** Sends one request at a time, so that answers come in order and fast typing does not overload the server. */
export function createSearch(search: DirectoryService["search"], limit: number | undefined, report: Report): Search {
  const events = createEvents<SearchEvents>(report);
  let shown = { query: "", found: NOTHING };
  let wanted = "";
  let asking = false;
  let closed = false;

  const show = (query: string, found: Found): void => {
    shown = { query, found };
    events.emit("change", shown);
  };

  const ask = async (): Promise<void> => {
    asking = true;
    while (!closed && wanted !== shown.query) {
      const query = wanted;
      try {
        const found = await search(query, limit === undefined ? {} : { limit });
        // If the newer text begins with this query, show its results until the newer answer comes.
        if (!closed && (query === wanted || wanted.startsWith(query))) show(query, found);
      } catch (error) {
        if (query !== wanted) continue;
        events.emit("error", { query, error });
        break;
      }
    }
    asking = false;
  };

  return {
    get found() {
      return shown.found;
    },
    get query() {
      return shown.query;
    },
    type(text) {
      wanted = text.trim();
      if (wanted === "" && shown.query !== "") show("", NOTHING);
      if (!asking) void ask();
    },
    on: events.on,
    close() {
      closed = true;
      events.clear();
    },
  };
}
