import type { Page } from "playwright";
import type { Person } from "./people.ts";

/** What an application is given to run in. */
export interface Surroundings {
  /** An empty folder of its own; removed afterwards. Everything that it writes goes there. */
  readonly folder: string;
  /** A free port of loopback. */
  readonly port: number;
  /** Address of the Livename server, without a slash at its end. */
  readonly livename: string;
  /** File of the secret that the application signs tokens with, as `identity.jwt.keys` names it. */
  readonly key: string;
  /** Makes the server know what the application calls people: a table as `livename people import` reads it. */
  importPeople(csv: string): Promise<void>;
}

/** A page of an application on which people are named. */
export interface HostPage {
  /** For file names: small letters and hyphens. */
  readonly name: string;
  /** With a slash at its beginning, relative to the application's address. */
  readonly path: string;
  /** A CSS selector of the elements that name people: all of them come alive, and there is one at least. */
  readonly people?: string;
}

/** How a person writes a page (or a letter) there and changes it later. */
export interface Editor {
  /** Of the editor: of a new page by this title, or of the one that is there. */
  path(title: string, isThere: boolean): Promise<string> | string;
  /** CSS selector of the field for the title, where the address does not say it. */
  readonly title?: string;
  /** CSS selector of the field for the text. */
  readonly field: string;
  /** What is pressed to see the text as it will be, and a part of that which the text has. */
  readonly preview?: { readonly press: string; readonly shows: string; readonly back?: string };
  /** CSS selector of what is pressed to save. */
  readonly save: string;
  /** An expression that is true in the page when it has been saved. */
  readonly done: string;
  /**
   * What the application has stored, byte for byte, without what differs from one to the next, such as times.
   *
   * @param ask what an address of the application answers to whoever has written
   */
  stored(title: string, ask: (path: string) => Promise<string>): Promise<string>;
}

export interface RunningHost {
  /** Without a slash at its end. */
  readonly url: string;
  readonly pages: readonly HostPage[];
  /** Signs a person in as she does it: by the application's own form. Undefined: it has no sessions. */
  readonly signIn?: (page: Page, person: Person) => Promise<void>;
  /** Path of the end point that answers with tokens, and with 204 to somebody without a session; undefined: there is none. */
  readonly token?: string;
  /** Undefined: nothing is written there. */
  readonly editor?: Editor;
  /** Ends its processes. */
  stop(): Promise<void>;
}

/** An application that is not ours, as Debian has it, with our script as `examples/hosts/` puts it there. */
export interface Host {
  readonly name: string;
  /** Debian's packages that it needs. */
  readonly packages: readonly string[];
  start(surroundings: Surroundings): Promise<RunningHost>;
}
