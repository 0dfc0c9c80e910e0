/** A part of the window, in CSS pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of a page can be seen from its own scripts. */
export interface Snapshot {
  readonly html: string;
  /** One line for each element and each text: what it is, its rectangles, and how far it scrolls. */
  readonly boxes: readonly string[];
  /** Where our icons, cards and docks stand. */
  readonly ours: readonly Area[];
}

/** The one attribute that a scan leaves. */
export const MARK = "data-livename";

/**
 * Runs in the page, so it stands alone.
 *
 * Boxes are those of the author's own content: everything in the body, whoever put it there. What is ours and
 * stands outside the body is not the page's.
 */
export function takeSnapshot(mark: string): Snapshot {
  const round = (length: number) => Math.round(length * 100) / 100;
  const line = (rects: DOMRectList) => {
    const parts: DOMRect[] = [];
    for (const rect of rects) {
      // The empty box that an icon is drawn from, behind a name that is cut by an ellipsis: it moves nothing.
      if (rect.width === 0 && parts.length > 0) continue;
      // Firefox may keep what stands in a line in one piece or in two, and does not do so the same each time.
      const last = parts.at(-1);
      const goesOn = last && last.y === rect.y && last.height === rect.height && round(last.right - rect.x) === 0;
      if (goesOn) parts[parts.length - 1] = new DOMRect(last.x, last.y, rect.right - last.x, last.height);
      else parts.push(rect);
    }
    return parts.map((rect) => [rect.x, rect.y, rect.width, rect.height].map(round).join(" ")).join(", ");
  };
  const nameOf = (element: Element): string => {
    const id = element.id ? `#${element.id}` : "";
    const classes = element.getAttribute("class")?.trim().replace(/\s+/g, ".");
    return `${element.localName}${id}${classes ? `.${classes}` : ""}`;
  };
  const boxes: string[] = [];
  const range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const root = document.documentElement;
  boxes.push(`html: ${root.scrollWidth} × ${root.scrollHeight}`);
  for (let node: Node | null = document.body; node; node = walker.nextNode()) {
    if (node instanceof Element) {
      // An inline element scrolls nothing; browsers differ in what they say of it.
      const scrolls = getComputedStyle(node).display === "inline" ? "" : ` ${node.scrollWidth} × ${node.scrollHeight}`;
      boxes.push(`${nameOf(node)}: ${line(node.getClientRects())};${scrolls}`);
    } else if (node.nodeValue?.trim()) {
      range.selectNodeContents(node);
      boxes.push(`"${node.nodeValue.trim().slice(0, 40)}": ${line(range.getClientRects())}`);
    }
  }

  const ours: Area[] = [];
  const add = ({ x, y, width, height }: DOMRect, grow = 0) => {
    if (width > 0 && height > 0) {
      ours.push({ x: x - grow, y: y - grow, width: width + 2 * grow, height: height + 2 * grow });
    }
  };
  const within = (tree: ParentNode) => {
    for (const element of tree.querySelectorAll("*")) {
      add(element.getBoundingClientRect(), 2);
      if (element.shadowRoot) within(element.shadowRoot);
    }
  };
  // Cards, docks and icons that follow a name: all in hosts of ours, wherever they stand.
  for (const child of root.children)
    if (!(child instanceof HTMLHeadElement || child === document.body)) {
      add(child.getBoundingClientRect());
      within(child);
      if (child.shadowRoot) within(child.shadowRoot);
    }
  for (const element of document.body.querySelectorAll("*")) {
    if (element.localName.startsWith("live-") && element.shadowRoot) within(element.shadowRoot);
  }
  // A generated icon has no rectangle to ask for: it stands on the end of the name, at the upper edge of its line.
  for (const element of document.body.querySelectorAll(`[${mark}]`)) {
    const tokens = element.getAttribute(mark)!.split(" ");
    const at = tokens.includes("before") ? 0 : -1;
    range.selectNodeContents(element);
    // Where a browser tells of the empty box that the icon is drawn from, that is its place.
    const own = [...element.getClientRects()].at(at);
    const line = own?.width === 0 ? own : [...range.getClientRects()].at(at);
    if (!line) continue;
    const em = Number.parseFloat(getComputedStyle(element).fontSize);
    const size = Math.max(7, Math.min(14, 0.55 * em));
    // Beyond the end where nothing stands close behind it, and above the letters where nothing would cut it off.
    const out = tokens.includes("tight") ? 0 : 0.2 * em;
    const rise = (tokens.includes("low") ? -0.1 : 0.16) * em;
    // Seen from where the name ends (or begins, where that is to the right).
    const isLeft = tokens.includes("right") || tokens.includes("above") || tokens.includes("below");
    add(new DOMRect(isLeft ? line.left - out : line.right - size + out, line.top - rise, size, size), 1);
  }
  return { html: document.body.innerHTML, boxes, ours };
}

/** The same from the markup alone, for browsers that are asked by text. */
export const snapshotExpression = `JSON.stringify((${takeSnapshot})(${JSON.stringify(MARK)}))`;

/** What markup is without the one attribute. */
export const withoutMark = (html: string): string => html.replaceAll(new RegExp(` ${MARK}="[^"]*"`, "g"), "");
