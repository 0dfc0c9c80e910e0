import { directoryBrowse, directoryChart, directorySearch, directorySetGroup } from "@livename/wire/calls";
import { BrowseBy, type ChartPerson as WireChartPerson, type Person as WirePerson } from "@livename/wire/directory";
import { Refused } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import { randomKey } from "../key.ts";
import { readPerson } from "./people.ts";
import { createSearch } from "./search.ts";
import type { BrowseOptions, ChartPerson, DirectoryService, Found, Page, Person, Section } from "./types.ts";

/** Creates the module that is loaded with the first search or browsing. */
export function createLookUp({ channel, origin, report }: FeatureContext): Omit<DirectoryService, "get" | "resolve"> {
  const person = (wire: WirePerson): Person => readPerson(wire, origin);
  const found = ({ people, more }: { people: WirePerson[]; more: boolean }): Found => ({
    people: people.map(person),
    more,
  });
  const inChart = ({ person: wire, reports }: WireChartPerson): ChartPerson[] =>
    wire ? [{ person: person(wire), reports }] : [];

  const search: DirectoryService["search"] = async (query, { limit } = {}) =>
    found(await channel.call(directorySearch, { query, limit }));
  const sections = async (by: BrowseBy, { after, limit }: BrowseOptions = {}): Promise<Page<Section>> => {
    const { sections: items, next, total } = await channel.call(directoryBrowse, { by, after, limit });
    return { items, next: next || undefined, total };
  };

  return {
    search,
    createSearch: async ({ limit } = {}) => createSearch(search, limit, report),
    departments: (options) => sections(BrowseBy.DEPARTMENT, options),
    groups: (options) => sections(BrowseBy.GROUP, options),
    async peopleOf(section, { after, limit } = {}) {
      const request =
        "group" in section
          ? { by: BrowseBy.GROUP, in: section.group }
          : { by: BrowseBy.DEPARTMENT, in: section.department };
      const { people, next, total } = await channel.call(directoryBrowse, { ...request, after, limit });
      return { items: people.map(person), next: next || undefined, total };
    },
    async chart(name, { after } = {}) {
      const reply = await channel.call(directoryChart, { person: name, after });
      if (!reply.person)
        throw new Refused("malformed", "The server's answer names no person. Client and server versions differ.");
      return {
        person: person(reply.person),
        managers: reply.managers.flatMap(inChart),
        reports: reply.reports.flatMap(inChart),
        total: reply.total,
      };
    },
    setGroup: (group, { name = "", members }) =>
      channel.call(directorySetGroup, { group, name, members }, { key: randomKey() }),
  };
}
