import { native } from "../dom/native.ts";
import { languageOf } from "../locales/load.ts";
import { applyOptions, type Control, makeControl } from "./control.ts";
import { leaveByEscape, whenEscaped } from "./escape.ts";
import { fieldSheet } from "./live-field.styles.ts";
import { copyLooks, dress } from "./looks.ts";
import type { FieldOptions } from "./options.ts";

/** The package can also be imported without a DOM, as in server-side rendering. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * A text field whose key and input events the page never gets. In the page's own document, capturing listeners on its
 * window would run before ours. So the field has a document of its own, in a frame.
 *
 * The text is kept here, because a frame is reloaded when it is moved. The owner gets callbacks instead of events,
 * which would pass through the page.
 */
export class LiveField extends Base {
  static readonly elementName = "field";
  /** So that a click on its `<label>` clicks the field. */
  static readonly formAssociated = true;

  readonly #frame = native(document, "createElement")("iframe");
  #options: FieldOptions = { label: "" };
  #control: Control | undefined;
  #value = "";
  #selection: readonly [start: number, end: number] = [0, 0];
  /** The field has the focus, or gets it once there is a control. */
  #focused = false;
  #resized: ResizeObserver | undefined;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(this.#frame);
    this.shadowRoot!.adoptedStyleSheets = [fieldSheet()];
    // Some browsers replace the frame's initial empty document by another one a little later.
    this.#frame.addEventListener("load", () => this.#begin());
    // The colour changes with the page's theme; a 1 ms transition reports it.
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

  /** Setting it moves the caret to the end, as in browsers. */
  set value(value: string) {
    if (value === this.#value) return;
    this.#value = value;
    this.#selection = [value.length, value.length];
    if (this.#control) this.#control.value = value;
    this.#grow();
  }

  /** Whether the field gets key events while the window has the focus. */
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

  /** Whether the value is valid; the browser shows what is wrong. */
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
    // When it is only moved within the page, it is connected again at once and keeps the focus.
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
    // As high as its text from the start. Later, when the width changes, in the next frame: changing a size within a
    // ResizeObserver callback is reported as an error on the page's window.
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
      // Removed from the page, the field keeps its focus for when it comes back.
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

  /** Makes it as high as its lines, within the limits of the owner's styles. */
  #grow(): void {
    const control = this.#control;
    if (!control || !this.#options.multiline) return;
    control.style.blockSize = "0";
    const { scrollHeight } = control;
    control.style.blockSize = "";
    if (scrollHeight > 0) this.style.blockSize = `${scrollHeight + 2}px`;
  }
}

/** Firefox also activates access keys of the page around a frame. On a Mac these keys type letters. */
const isAccessKey = ({ key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  altKey && shiftKey && !ctrlKey && !metaKey && key.length === 1 && !/Mac/.test(navigator.platform);
