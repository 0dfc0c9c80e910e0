/** Active people in order, by id; `more`: there are more than these. */
export interface FoundPeople {
  readonly ids: readonly string[];
  readonly more: boolean;
}

/** Which part of a list: what follows the mark of the page before, empty for the beginning. */
export interface DirectoryPage {
  readonly after: string;
  readonly limit: number;
}

export interface ReportingPerson {
  readonly id: string;
  /** How many report to this person. */
  readonly reports: number;
}

/** Everybody by what one may look for. All lists are of active people, in order of name, and of one name by id. */
export interface DirectoryStore {
  /**
   * Reads everybody, without which the calls below reject with UNAVAILABLE. From then on they see whatever was written
   * before they are called.
   */
  open(communities: readonly string[]): Promise<void>;
  /** As one types; people whose name has the very words first, then those whose name has words that begin so. */
  search(community: string, typed: string, limit: number, owner?: string): Promise<FoundPeople>;
  /**
   * Names as people write them, each answered in its place. Long work goes on in turns by `owner`, who waits for what
   * others ask for no longer than for one slice of each.
   */
  resolve(community: string, names: readonly string[], limit: number, owner?: string): Promise<FoundPeople[]>;
  departments(
    community: string,
    page: DirectoryPage,
  ): Promise<{ departments: Array<{ name: string; people: number }>; next: string; total: number }>;
  department(
    community: string,
    name: string,
    page: DirectoryPage,
  ): Promise<{ ids: readonly string[]; next: string; total: number }>;
  /** Managers from the nearest up, without going in circles, at most 20. Undefined when the person is not active. */
  chart(
    community: string,
    person: string,
    page: DirectoryPage,
  ): Promise<{ managers: ReportingPerson[]; reports: ReportingPerson[]; total: number } | undefined>;
}
