import { native } from "../dom/native.ts";
import { type ScanOptions, scan } from "./scan.ts";

/**
 * {@link scan} of the document, started again when it gets another root element: `document.open()` removes all
 * listeners, and some frameworks replace the root.
 *
 * @returns undoes everything and ends the scan
 */
export function scanPage(options: ScanOptions): () => void {
  let root = native(document, "documentElement");
  let stop = scan(document, options);
  const observer = new MutationObserver(() => {
    const now: Element | null = native(document, "documentElement");
    if (now === null || now === root) return;
    root = now as HTMLElement;
    stop();
    stop = scan(document, options);
  });
  observer.observe(document, { childList: true });
  return () => {
    observer.disconnect();
    stop();
  };
}
