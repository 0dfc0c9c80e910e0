import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import type { Area } from "./snapshot.ts";

export interface PixelDifference {
  /** How many pixels differ; sizes that differ make all of them. */
  readonly count: number;
  /** In what part of the picture they lie. */
  readonly area: Area;
  /** PNG: both pictures and what differs, side by side. */
  readonly picture: Buffer;
}

/**
 * Forgives a difference of up to 3 of 255 levels of grey. A browser paints a page in tiles, and rounds the edges of
 * vector images differently when the tiles differ, which nobody sees.
 */
const ROUNDING = 0.012;

/**
 * @param masked areas that may differ, in pixels of the pictures
 * @returns undefined when the pictures are equal
 */
export function comparePixels(before: Buffer, after: Buffer, masked: readonly Area[]): PixelDifference | undefined {
  const [one, other] = [PNG.sync.read(before), PNG.sync.read(after)];
  const { width, height } = one;
  if (other.width !== width || other.height !== height) {
    const [w, h] = [Math.max(width, other.width), Math.max(height, other.height)];
    return { count: w * h, area: { x: 0, y: 0, width: w, height: h }, picture: sideBySide([one, other]) };
  }
  for (const area of masked) for (const picture of [one, other]) blacken(picture, area);
  const marked = new PNG({ width, height });
  const options = { threshold: ROUNDING, includeAA: true, diffMask: true };
  const count = pixelmatch(one.data, other.data, marked.data, width, height, options);
  if (count === 0) return undefined;
  return { count, area: bounds(marked), picture: sideBySide([one, other, marked]) };
}

function blacken({ data, width, height }: PNG, area: Area): void {
  const [left, right] = [Math.max(0, Math.floor(area.x)), Math.min(width, Math.ceil(area.x + area.width))];
  const [top, bottom] = [Math.max(0, Math.floor(area.y)), Math.min(height, Math.ceil(area.y + area.height))];
  for (let y = top; y < bottom; y++) {
    if (right > left) data.fill(0, (y * width + left) * 4, (y * width + right) * 4);
  }
}

/** Around all pixels that are not transparent. */
function bounds({ data, width, height }: PNG): Area {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[(y * width + x) * 4 + 3] === 0) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
    }
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function sideBySide(pictures: readonly PNG[]): Buffer {
  const all = new PNG({
    width: pictures.reduce((sum, { width }) => sum + width, 0),
    height: Math.max(...pictures.map(({ height }) => height)),
  });
  let left = 0;
  for (const picture of pictures) {
    PNG.bitblt(picture, all, 0, 0, picture.width, picture.height, left, 0);
    left += picture.width;
  }
  return PNG.sync.write(all);
}
