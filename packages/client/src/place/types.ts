import type { LivenameError } from "../errors.ts";

/** A person in a place. Several pages of a person count once. */
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
  /** The roster or the number of unlisted people changed. Emitted after the `enter` and `leave` of the same change. */
  change: { readonly place: Place };
  /** The server refused to let this client enter. The place stays empty. */
  error: { readonly error: LivenameError };
}

/** A place that this client is in or watches, until `leave`. */
export interface Place {
  /** The place's id, as it was entered. */
  readonly id: string;
  /** The people in the place, including the signed-in person, in order of entering; empty until the first answer. */
  readonly people: readonly PlaceMember[];
  /** The number of people in the place who are not listed. */
  readonly unlisted: number;
  on<E extends keyof PlaceEvents>(event: E, listener: (event: PlaceEvents[E]) => void): () => void;
  /** Safe to call twice. */
  leave(): void;
}

/** The service for places. Its code is loaded at the first call. */
export interface PlaceService {
  /**
   * Enters a place: a web address (query and fragment are ignored), or any text of 1 to 512 characters. Entering the
   * same place twice counts once. The client leaves it when all handles have left.
   *
   * @param options.grant a token signed by the host application, if the server requires one
   */
  enter(place: string, options?: { grant?: string }): Place;
  /**
   * Follows a place without being in it, until `leave`. If this client has also entered the place, its person is in it.
   */
  watch(place: string, options?: { grant?: string }): Place;
}
