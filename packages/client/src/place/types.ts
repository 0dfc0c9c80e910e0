import type { LivenameError } from "../errors.ts";

/** A person in a place, once, whatever the number of pages. */
export interface PlaceMember {
  /** The person's immutable id. */
  readonly id: string;
  readonly address: string;
  readonly name: string;
  /** When the person entered, by this computer's clock. */
  readonly since: Date;
}

export interface PlaceEvents {
  enter: { readonly person: PlaceMember };
  leave: { readonly person: PlaceMember };
  /** The roster or the number of the unlisted changed; after the `enter` and `leave` of the same change. */
  change: { readonly place: Place };
  /** The server does not let one enter; the place stays empty. */
  error: { readonly error: LivenameError };
}

/** A place that one is in or looks at, until `leave`. */
export interface Place {
  /** The place's id, as it was entered. */
  readonly id: string;
  /** Who is here, in order of entering; empty until the first answer. Oneself is among them. */
  readonly people: readonly PlaceMember[];
  /** People here beyond those listed. */
  readonly unlisted: number;
  on<E extends keyof PlaceEvents>(event: E, listener: (event: PlaceEvents[E]) => void): () => void;
  /** Safe to call twice. */
  leave(): void;
}

/** The code behind it is loaded at the first call. */
export interface PlaceService {
  /**
   * Enters a place: a canonical URL without query and fragment, or any id of 1 to 512 characters. Entering the same
   * place twice counts once; one is out of it when all have left.
   *
   * @param options.grant signed by the host application, when the server demands it.
   */
  enter(place: string, options?: { grant?: string }): Place;
  /**
   * Follows who is in a place without being there, until `leave`. Where this client is in the place as well, it is
   * there.
   */
  watch(place: string, options?: { grant?: string }): Place;
}
