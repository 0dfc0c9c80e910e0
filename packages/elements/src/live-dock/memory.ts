import { pageProvider } from "../provider/page.ts";
import { forget, type KeptDock, keep, recall } from "./kept.ts";

export interface DockMemoryOptions {
  /** The viewer is another one, or has signed out: nothing of what was open may be seen. */
  forget(): void;
  /** The viewer is known, and this is what the previous page kept. */
  recall(kept: KeptDock): void;
}

/** Whose chats are open, and what the browser's tab keeps of them for the next page. */
export class DockMemory {
  readonly #options: DockMemoryOptions;
  /** Undefined until somebody is signed in. */
  #viewer: string | undefined;
  #isKept = false;

  constructor(options: DockMemoryOptions) {
    this.#options = options;
  }

  /** @param viewer person id; undefined when the viewer has signed out */
  become(viewer: string | undefined): void {
    const former = this.#viewer;
    if (former === viewer) return;
    this.#viewer = viewer;
    if (former === undefined) this.#recall();
    else this.#forget();
  }

  keep(dock: KeptDock): void {
    if (this.#viewer !== undefined) this.#isKept = keep(this.#server, this.#viewer, dock);
  }

  /**
   * For a page that comes back from the browser's page cache: what other pages of this tab kept in the meantime. When
   * they kept nothing, the viewer has signed out there, and this page forgets too.
   */
  reread(): KeptDock | undefined {
    if (this.#viewer === undefined || !this.#isKept) return undefined;
    const kept = recall(this.#server, this.#viewer);
    if (kept === undefined) this.become(undefined);
    return kept;
  }

  #recall(): void {
    const kept = this.#viewer && recall(this.#server, this.#viewer);
    if (kept) this.#options.recall(kept);
  }

  #forget(): void {
    forget(this.#server);
    this.#options.forget();
  }

  get #server(): string {
    return pageProvider().client?.origin ?? "";
  }
}
