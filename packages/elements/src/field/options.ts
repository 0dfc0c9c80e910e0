/** What a field is asked to be. */
export interface FieldOptions {
  /** What it is called, for assistive technology. */
  readonly label: string;
  /** For the owner's styles, and for finding it. */
  readonly className?: string;
  readonly placeholder?: string;
  /** Grows with its lines; Enter is the owner's. */
  readonly multiline?: boolean;
  /** In UTF-16 code units; undefined: as long as one likes. */
  readonly maxLength?: number;
  /** For a moment, written as a field of type `datetime-local` has it: the earliest one. */
  readonly earliest?: string;
  readonly invalid?: boolean;
  readonly spellcheck?: boolean;
  /** What is offered for what is typed: the field is a combobox then. */
  readonly suggestions?: Suggestions;
  /** The text changed by the viewer's hand. */
  typed?(text: string): void;
  /** Before the field acts on a key; prevented, it does not. */
  pressed?(event: KeyboardEvent): void;
  clicked?(): void;
  entered?(): void;
  left?(): void;
}

/** A list that stands elsewhere, told to assistive technology in the field's own document. */
export interface Suggestions {
  readonly label: string;
  readonly options: readonly string[];
  /** Index of the one that Enter takes. */
  readonly active: number;
  choose(index: number): void;
}
