/** Options of a field. */
export interface FieldOptions {
  /** Name for assistive technology. */
  readonly label: string;
  /** For the owner's styles and queries. */
  readonly className?: string;
  readonly placeholder?: string;
  /** The field grows with its lines, and the owner handles Enter. */
  readonly multiline?: boolean;
  /** In UTF-16 code units. @default unlimited */
  readonly maxLength?: number;
  /** Makes it a field for a date and time: the earliest one allowed, as `datetime-local` writes it. */
  readonly earliest?: string;
  readonly invalid?: boolean;
  readonly spellcheck?: boolean;
  /** Suggestions for what is typed. They make the field a combobox. */
  readonly suggestions?: Suggestions;
  /** The viewer changed the text. */
  typed?(text: string): void;
  /** Called before the field handles a key; `preventDefault()` keeps it from doing so. */
  pressed?(event: KeyboardEvent): void;
  clicked?(): void;
  /** The field got the focus. */
  entered?(): void;
  /** The field lost the focus. */
  left?(): void;
}

/** A list that is shown elsewhere, and mirrored in the field's document for assistive technology. */
export interface Suggestions {
  readonly label: string;
  readonly options: readonly string[];
  /** Index of the one that Enter takes. */
  readonly active: number;
  choose(index: number): void;
}
