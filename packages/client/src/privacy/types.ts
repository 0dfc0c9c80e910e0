import type { Availability } from "../presence/index.ts";
import type { Subject } from "../subject.ts";

/** What chosen people see instead of the status that everybody sees, while one is not offline. */
export interface ShownStatus {
  readonly to: readonly Subject[];
  readonly availability: Exclude<Availability, "unknown" | "offline">;
  /** Plain text; empty for none. At most `server.limits.statusChars` UTF-16 code units. */
  readonly message: string;
  /** Undefined when it does not end. */
  readonly until: Date | undefined;
}

/** Who may see and reach one, and as what. Whom one hides from, one does not see either. */
export interface PrivacySettings {
  /** `everybody`; `allow`: only those listed; `block`: everybody but those listed. */
  readonly mode: "everybody" | "allow" | "block";
  /** People by id, groups by theirs. At most `server.limits.subjects`, with those of `shown`. */
  readonly listed: readonly Subject[];
  /** The first that names the watcher counts. At most 16. */
  readonly shown: readonly ShownStatus[];
}

/** What is left out stays as it is; a status that is shown is available, without message and end, unless it says so. */
export interface PrivacyChange {
  mode?: PrivacySettings["mode"];
  listed?: readonly Subject[];
  shown?: readonly (Pick<ShownStatus, "to"> & Partial<ShownStatus>)[];
}

export interface PrivacyEvents {
  /** The settings changed, here or on another device. */
  change: PrivacySettings;
}

/** The code behind it is loaded at the first call. */
export interface PrivacyService {
  /** The settings, followed from then on. */
  get(): Promise<PrivacySettings>;
  /**
   * Changes the settings on all devices; resolves when they are in force.
   *
   * @throws {@link Refused} `"stale"` when they were changed elsewhere meanwhile (`get` has the newer ones), `"invalid"`,
   * `"no-such-person"`, `"no-such-group"`, `"too-many"`; {@link Unreachable} when no answer came in 30 s.
   */
  set(change: PrivacyChange): Promise<PrivacySettings>;
  /**
   * Hides from people and groups, whatever the mode: blocks them, or takes them off the list of those allowed. Who is
   * allowed through a group stays so as long as that group is listed.
   *
   * @throws as `set`, except `"stale"`.
   */
  hideFrom(subjects: Subject | readonly Subject[]): Promise<PrivacySettings>;
  /** The contrary of `hideFrom`. */
  showTo(subjects: Subject | readonly Subject[]): Promise<PrivacySettings>;
  /** Follows the settings from then on. Returns the function that unsubscribes. */
  on(event: "change", listener: (settings: PrivacySettings) => void): () => void;
}
