import type { CloseReason } from "@livename/client";
import { describe, expect, test } from "vitest";
import { initials } from "../src/avatar/avatar.ts";
import { excess, sendsMessage } from "../src/live-chat/composer.ts";
import { chatRows } from "../src/live-chat/rows.ts";
import { pagePlace } from "../src/live-place/canonical.ts";
import { nextItem } from "../src/overlay/menu.ts";
import { isWanted, WATCH_LIMITS } from "../src/provider/policy.ts";
import { providerState } from "../src/provider/state.ts";
import { expiryMoment } from "../src/status/expiry.ts";
import { STATUS_SHAPES } from "../src/status/icon.ts";

describe("elements without a page", () => {
  test("importing the door in Node registers nothing and needs no DOM", async () => {
    expect(Object.keys(await import("../src/index.ts"))).toContain("define");
  });

  test("each status has a shape of its own", () => {
    expect(new Set(Object.values(STATUS_SHAPES)).size).toBe(6);
  });

  test("beyond the limit only people near the viewport are watched, and for 30 s those who were", () => {
    const far = { followers: 1, near: 0, leftAtMs: undefined };
    expect(isWanted(far, WATCH_LIMITS.all, 0)).toBe(true);
    expect(isWanted(far, WATCH_LIMITS.all + 1, 0)).toBe(false);
    expect(isWanted({ ...far, near: 1 }, 2_000, 0)).toBe(true);
    expect(isWanted({ ...far, leftAtMs: 0 }, 2_000, 29_999)).toBe(true);
    expect(isWanted({ ...far, leftAtMs: 0 }, 2_000, 30_000)).toBe(false);
  });

  test("a place is the canonical address without query and fragment", () => {
    expect(pagePlace("https://a.test/x?y=1#z", undefined)).toBe("https://a.test/x");
    expect(pagePlace("https://a.test/x", "/c?d")).toBe("https://a.test/c");
    expect(pagePlace("https://a.test/x", "javascript:1")).toBe("https://a.test/x");
  });

  test("the menu goes round, to its ends and to a letter", () => {
    const labels = ["Available", "Away", "Busy"];
    expect(nextItem("ArrowDown", 2, labels)).toBe(0);
    expect(nextItem("ArrowUp", 0, labels)).toBe(2);
    expect(nextItem("a", 0, labels)).toBe(1);
    expect(nextItem("Enter", 0, labels)).toBeUndefined();
  });

  test("Enter sends, unless it makes a line or belongs to an input method", () => {
    const enter = { key: "Enter", shiftKey: false, isComposing: false, keyCode: 13 };
    expect(sendsMessage(enter)).toBe(true);
    expect(sendsMessage({ ...enter, shiftKey: true })).toBe(false);
    expect(sendsMessage({ ...enter, isComposing: true })).toBe(false);
    expect(sendsMessage({ ...enter, keyCode: 229 })).toBe(false);
    expect(excess("12345", 3)).toBe(2);
  });

  test("a status ends when it was said to, never in the past", () => {
    const now = new Date(2026, 0, 5, 12);
    expect(expiryMoment("today", now)).toEqual(new Date(2026, 0, 6));
    expect(expiryMoment("custom", now, "2026-01-05T11:00")).toBeUndefined();
    expect(expiryMoment("30-minutes", now)).toEqual(new Date(2026, 0, 5, 12, 30));
  });

  test("C7: messages of two people with the same key are two rows", () => {
    const message = { key: "same-key", number: 1, time: new Date(), text: "", state: "sent" } as const;
    const rows = chatRows(
      [
        { ...message, sender: "p-amy" },
        { ...message, sender: "p-ben", number: 2 },
      ],
      "p-amy",
      undefined,
    );
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  test("signing in is offered only where it helps and there is a way to", () => {
    const closed = (reason: CloseReason, hasSignIn = true) =>
      providerState({ name: "closed", reason, error: undefined }, hasSignIn);
    for (const reason of ["closed", "signed-out", "sign-in-failed", "taken-over"] as const)
      expect(closed(reason), reason).toEqual({ name: "signed-out", canSignIn: true });
    for (const reason of ["version", "stopped", "deactivated"] as const)
      expect(closed(reason), reason).toEqual({ name: "signed-out", canSignIn: false });
    expect(closed("sign-in-failed", false)).toEqual({ name: "signed-out", canSignIn: false });
  });

  test("initials come from the first and the last word", () => {
    expect(initials("Bettina von der Heide")).toBe("BH");
    expect(initials("田中")).toBe("田");
  });
});
