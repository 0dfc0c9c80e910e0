import { native } from "../dom/native.ts";
import { MARK } from "../dom/ours.ts";

/**
 * Removes the marks while the browser copies or drags the selection, so that copies do not contain them.
 *
 * @returns ends it
 */
export function copyWithoutMarks(root: Document | ShadowRoot | Element): () => void {
  const clean = (event: Event): void => {
    // The page provides its own content for the copy.
    if (event.defaultPrevented) return;
    const selection = getSelection();
    if (!selection?.rangeCount) return;
    const { commonAncestorContainer: common } = selection.getRangeAt(0);
    const around = common instanceof Element ? common : native(common, "parentElement");
    const inside = around ? native(around, "querySelectorAll")(`[${MARK}]`) : [];
    const above = around && native(around, "closest")(`[${MARK}]`);
    const marked = [...inside, ...(above ? [above] : [])].filter((element) => selection.containsNode(element, true));
    const marks = marked.map((element) => [element, native(element, "getAttribute")(MARK)!] as const);
    for (const element of marked) native(element, "removeAttribute")(MARK);
    // The browser copies after all listeners have been called.
    setTimeout(() => {
      for (const [element, mark] of marks)
        if (!native(element, "hasAttribute")(MARK)) native(element, "setAttribute")(MARK, mark);
    });
  };
  const events = ["copy", "cut", "dragstart"];
  for (const type of events) native<Node, "addEventListener">(root, "addEventListener")(type, clean);
  return () => {
    for (const type of events) native<Node, "removeEventListener">(root, "removeEventListener")(type, clean);
  };
}
