import type { Availability } from "../presence/index.ts";
import type { Subject } from "../subject.ts";

/** What chosen people see instead of the status that everybody sees, while the person is not offline. */
export interface ShownStatus {
  readonly to: readonly Subject[];
  readonly availability: Exclude<Availability, "unknown" | "offline">;
  /** Plain text; empty for none. At most `server.limits.statusChars` UTF-16 code units. */
  readonly message: string;
  /** When it ends; undefined if it does not end. */
  readonly until: Date | undefined;
}

/** Who may see and reach the person, and which status they see. The person cannot see people from whom they hide. */
export interface PrivacySettings {
  /** Who sees the person: `everybody`; `allow`: only those listed; `block`: everybody except those listed. */
  readonly mode: "everybody" | "allow" | "block";
  /** People and groups by id. At most `server.limits.subjects`, together with those of `shown`. */
  readonly listed: readonly Subject[];
  /** The first that names the watcher and has not ended applies. At most 16. */
  readonly shown: readonly ShownStatus[];
}

/** Omitted settings are kept. A shown status is by default available, without a message and without an end. */
export interface PrivacyChange {
  mode?: PrivacySettings["mode"];
  listed?: readonly Subject[];
  shown?: readonly (Pick<ShownStatus, "to"> & Partial<ShownStatus>)[];
}

export interface PrivacyEvents {
  /** The settings changed, on this or another device. */
  change: PrivacySettings;
}

/** The service for privacy settings. Its code is loaded at the first call. */
export interface PrivacyService {
  /** Returns the settings, and follows them from then on. */
  get(): Promise<PrivacySettings>;
  /**
   * Changes the settings on all devices. Resolves when they are in effect.
   *
   * @throws {@link Refused} `"stale"` when they were changed elsewhere meanwhile (`get` has the newer ones), `"invalid"`,
   * `"no-such-person"`, `"no-such-group"`, `"too-many"`; {@link Unreachable} when no answer came in 30 s.
   */
  set(change: PrivacyChange): Promise<PrivacySettings>;
  /**
   * Hides from people and groups in any mode: blocks them, or removes them from the allowed list. A person who is
   * allowed through a group stays allowed as long as that group is listed.
   *
   * @throws as `set`, except `"stale"`
   */
  hideFrom(subjects: Subject | readonly Subject[]): Promise<PrivacySettings>;
  /** Shows the person to people and groups again: the opposite of `hideFrom`. */
  showTo(subjects: Subject | readonly Subject[]): Promise<PrivacySettings>;
  /** Adds a listener, and follows the settings from then on. Returns the function that unsubscribes. */
  on(event: "change", listener: (settings: PrivacySettings) => void): () => void;
}
