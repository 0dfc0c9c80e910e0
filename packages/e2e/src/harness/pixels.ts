import type { Page } from "playwright";

/** A spot of a picture where it differs from another one; all in its pixels. */
export interface Spot {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** How many of its pixels differ. */
  readonly count: number;
}

/** The spots in which two pictures of one size differ. `page` is any page of Chromium: browsers read PNGs. */
export function differences(page: Page, one: Buffer, other: Buffer): Promise<Spot[]> {
  return page.evaluate(
    async (pictures) => {
      const [before, after] = await Promise.all(
        pictures.map(async (picture) => {
          const bytes = Uint8Array.from(atob(picture), (char) => char.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes]));
          const context = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height);
        }),
      );
      const { width, height } = before!;
      if (after!.width !== width || after!.height !== height) throw new RangeError("The pictures have two sizes.");
      const differs = new Uint8Array(width * height);
      for (let at = 0; at < differs.length; at++)
        for (let part = 0; part < 3; part++)
          if (Math.abs(before!.data[at * 4 + part]! - after!.data[at * 4 + part]!) > 40) differs[at] = 1;
      const spots: { left: number; top: number; right: number; bottom: number; count: number }[] = [];
      for (let start = 0; start < differs.length; start++) {
        if (differs[start] !== 1) continue;
        differs[start] = 0;
        const queue = [start];
        const spot = { left: width, top: height, right: 0, bottom: 0, count: 0 };
        for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
          const [x, y] = [at % width, Math.floor(at / width)];
          spot.left = Math.min(spot.left, x);
          spot.right = Math.max(spot.right, x + 1);
          spot.top = Math.min(spot.top, y);
          spot.bottom = Math.max(spot.bottom, y + 1);
          spot.count++;
          for (let near = -2; near <= 2; near++)
            for (let under = -2; under <= 2; under++) {
              const [nextX, nextY] = [x + near, y + under];
              const next = nextY * width + nextX;
              if (nextX < 0 || nextX >= width || nextY < 0 || nextY >= height || differs[next] !== 1) continue;
              differs[next] = 0;
              queue.push(next);
            }
        }
        spots.push(spot);
      }
      return spots;
    },
    [one.toString("base64"), other.toString("base64")],
  );
}
