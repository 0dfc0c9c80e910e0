import { ContactFormat } from "@livename/wire/contact";
import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../testkit/src/fake-clock.ts";
import { TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import { Uploads } from "./uploads.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const session = new TestSession("amy");

function take(uploads: Uploads, part: number, data: Uint8Array, last = false) {
  return uploads.take(session, { upload: "u1", part, last, data, format: ContactFormat.CSV });
}

describe("files that come in parts", () => {
  it("K15: keep the bytes of their parts, and nothing of the messages these came in", () => {
    const uploads = new Uploads(new FakeClock(), budget);
    const message = Buffer.from("header a1 trailer");
    expect(take(uploads, 0, message.subarray(7, 8))).toBeUndefined();
    message.fill("x");
    const file = take(uploads, 1, Buffer.from("2"), true);
    expect(Buffer.from(file!.bytes).toString()).toBe("a2");
    uploads.stop();
  });

  it("K15: have no empty part but the last, and no parts without end", () => {
    const uploads = new Uploads(new FakeClock(), budget);
    const one = Buffer.from("a");
    expect(take(uploads, 0, Buffer.alloc(0), true)).toMatchObject({ format: "csv" });
    take(uploads, 0, one);
    expect(() => take(uploads, 1, Buffer.alloc(0))).toThrow(expect.objectContaining({ code: Code.INVALID }));
    expect(uploads.bytes).toBe(0);
    const fill = () => {
      for (let part = 0; part < 4_095; part++) take(uploads, part, one);
    };
    fill();
    expect(take(uploads, 4_095, one, true)?.bytes).toHaveLength(4_096);
    fill();
    expect(() => take(uploads, 4_095, one)).toThrow(expect.objectContaining({ code: Code.INVALID }));
    expect(uploads.bytes).toBe(0);
    uploads.stop();
  });
});
