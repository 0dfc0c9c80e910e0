import { readFileSync } from "node:fs";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { checkFrame } from "../src/index.ts";
import { both, protocolFolder } from "./schema.ts";
import { steps, walkthroughPage } from "./walkthrough.ts";

const frames = steps.filter((step) => "bytes" in step);

describe("WALKTHROUGH.md", () => {
  test("shows the bytes that the codec makes today", () => {
    expect(readFileSync(`${protocolFolder}WALKTHROUGH.md`, "utf8")).toBe(walkthroughPage());
  });

  test("its frames are what @bufbuild/protobuf would send", () => {
    expect(frames.length).toBeGreaterThan(10);
    for (const { from, bytes } of frames) {
      const { desc } = both(from === "client" ? "ClientFrame" : "ServerFrame");
      expect(toBinary(desc, fromBinary(desc, bytes))).toEqual(bytes);
    }
  });

  test("F12: a server takes every frame of its client", () => {
    for (const { from, bytes } of frames) if (from === "client") expect(checkFrame(bytes)).toBeUndefined();
  });
});
