/** A person of the community, as a card shows it. Empty strings stand for what is not known. */
export interface Person {
  readonly id: string;
  /** The preferred address. */
  readonly address: string;
  readonly name: string;
  readonly title: string;
  readonly department: string;
  readonly phone: string;
  readonly location: string;
  /** An IANA time zone such as `"Europe/Berlin"`. */
  readonly timeZone: string;
  /** A full address; undefined when there is no photo. */
  readonly photo: string | undefined;
  /** What the server offers to do with this person, such as `"chat"`. */
  readonly actions: readonly string[];
}

/** The code behind it is loaded at the first call. */
export interface DirectoryService {
  /**
   * People by address or id, in the order asked; undefined for nobody. Kept for 5 minutes; questions of one tick leave
   * together.
   *
   * @throws {@link Unreachable} when no answer came in 30 s.
   */
  get(people: string | readonly string[]): Promise<readonly (Person | undefined)[]>;
}
