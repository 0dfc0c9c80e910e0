import { native } from "../dom/native.ts";
import { languageOf } from "../locales/load.ts";
import { applyOptions, type Control, makeControl } from "./control.ts";
import { leaveByEscape, whenEscaped } from "./escape.ts";
import { fieldSheet } from "./live-field.styles.ts";
import { copyLooks, dress } from "./looks.ts";
import type { FieldOptions } from "./options.ts";

/** Where there is no page, as in a server that renders, the package can be imported all the same. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * A field for text whose keys and input events the page never hears of. In the page's own document a listener that the
 * page added to its window runs first, whatever ours do. So the field stands in a document of its own, in a frame.
 *
 * What is written is kept here: a frame that is moved begins anew. Owners are called, since events would go through
 * the page.
 */
export class LiveField extends Base {
  static readonly elementName = "field";
  /** So that a press on its `<label>` is one on it. */
  static readonly formAssociated = true;

  readonly #frame = native(document, "createElement")("iframe");
  #options: FieldOptions = { label: "" };
  #control: Control | undefined;
  #value = "";
  #selection: readonly [start: number, end: number] = [0, 0];
  /** The keyboard is here, or is to be here once there is something to take it. */
  #focused = false;
  #resized: ResizeObserver | undefined;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(this.#frame);
    this.shadowRoot!.adoptedStyleSheets = [fieldSheet()];
    // A frame is made empty, and some browsers put another empty document in its place a little later.
    this.#frame.addEventListener("load", () => this.#begin());
    // The colour changes with the page's theme; the transition of no length tells.
    this.#frame.addEventListener("transitionend", (event) => {
      event.stopPropagation();
      this.#look();
    });
    this.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.focus();
    });
    this.addEventListener("click", () => this.focus());
  }

  get value(): string {
    return this.#value;
  }

  /** Puts the caret behind the text, as browsers do. */
  set value(value: string) {
    if (value === this.#value) return;
    this.#value = value;
    this.#selection = [value.length, value.length];
    if (this.#control) this.#control.value = value;
    this.#grow();
  }

  /** Whether keys go here while the window has the keyboard. */
  get hasFocus(): boolean {
    return (
      this.shadowRoot?.activeElement === this.#frame && this.#frame.contentDocument?.activeElement === this.#control
    );
  }

  use(options: FieldOptions): void {
    const kind = Boolean(options.multiline) !== Boolean(this.#options.multiline);
    this.#options = options;
    this.className = options.className ?? "";
    this.#frame.setAttribute("aria-label", options.label);
    this.toggleAttribute("data-invalid", options.invalid === true);
    if (kind && this.#control) this.#begin();
    else if (this.#control) applyOptions(this.#control, options);
  }

  override focus(options?: FocusOptions): void {
    if (this.#control) this.#control.focus(options);
    else this.#focused = true;
  }

  select(): void {
    this.#selection = [0, this.#value.length];
    this.#control?.select();
  }

  /** Says what is wrong with what was written, if anything is. */
  reportValidity(): boolean {
    return this.#control?.reportValidity() ?? true;
  }

  connectedCallback(): void {
    this.#begin();
  }

  /** Moved by `moveBefore()`, the frame stays as it is. */
  connectedMoveCallback(): void {}

  disconnectedCallback(): void {
    this.#resized?.disconnect();
    this.#control = undefined;
    this.removeAttribute("data-focused");
    // Moved within the page it is here again at once, and so is the keyboard.
    queueMicrotask(() => {
      if (!this.isConnected) this.#focused = false;
    });
  }

  #begin(): void {
    const page = this.#frame.contentDocument;
    if (!page?.body || (this.#control?.ownerDocument === page && this.#control.isConnected)) return;
    const control = makeControl(page, this.#options);
    dress(page);
    this.#look();
    page.documentElement.lang = languageOf(this);
    page.body.replaceChildren(control);
    this.#control = control;
    applyOptions(control, this.#options);
    control.value = this.#value;
    if (this.#options.earliest === undefined) control.setSelectionRange(...this.#selection);
    this.#listen(control);
    // As high as its text needs, before it is seen. Later, at another width, with the next frame: a size that changes
    // while sizes are told is an error on the page's window.
    this.#grow();
    this.#resized ??= new ResizeObserver(() => requestAnimationFrame(() => this.#grow()));
    this.#resized.observe(this);
    if (this.#focused) control.focus();
  }

  #listen(control: Control): void {
    control.addEventListener("input", () => {
      this.#value = control.value;
      this.#grow();
      this.#options.typed?.(this.#value);
    });
    control.addEventListener("keydown", (event) => this.#key(event as KeyboardEvent));
    for (const type of ["keydown", "keyup"])
      control.addEventListener(type, (event) => this.#escape(event as KeyboardEvent));
    for (const type of ["select", "keyup", "pointerup", "input"])
      control.addEventListener(type, () => {
        this.#selection = [control.selectionStart ?? 0, control.selectionEnd ?? 0];
      });
    control.addEventListener("click", () => this.#options.clicked?.());
    control.addEventListener("focus", () => {
      this.#focused = true;
      this.toggleAttribute("data-focused", true);
      this.#look();
      this.#options.entered?.();
    });
    control.addEventListener("blur", () => {
      // Taken out of the page, it is no more than put aside.
      if (!this.isConnected || this.#control !== control) return;
      this.#focused = false;
      this.removeAttribute("data-focused");
      this.#options.left?.();
    });
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") return;
    if (isAccessKey(event)) event.preventDefault();
    this.#options.pressed?.(event);
    // 229: Safari ends a composition before the key event that ended it.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !this.#options.multiline) this.closest("form")?.requestSubmit();
  }

  readonly #escape = whenEscaped((event) => {
    this.#options.pressed?.(event);
    if (!event.defaultPrevented) leaveByEscape(this);
  });

  #look(): void {
    const page = this.#frame.contentDocument;
    if (page?.documentElement) copyLooks(this.#frame, page);
  }

  /** As high as its lines, within what the owner's styles allow. */
  #grow(): void {
    const control = this.#control;
    if (!control || !this.#options.multiline) return;
    control.style.blockSize = "0";
    const { scrollHeight } = control;
    control.style.blockSize = "";
    if (scrollHeight > 0) this.style.blockSize = `${scrollHeight + 2}px`;
  }
}

/** Firefox looks for access keys in the page around a frame, too. A Mac writes letters with these. */
const isAccessKey = ({ key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  altKey && shiftKey && !ctrlKey && !metaKey && key.length === 1 && !/Mac/.test(navigator.platform);
