import { DeviceKind as WireKind } from "@livename/wire/session";
import { randomKey } from "../key.ts";
import type { DeviceKind } from "./types.ts";

const NAME = "livename.device";

/** The id that groups the tabs of this browser. Where nothing can be stored, each call makes a new one. */
export function storedDevice(): string {
  try {
    const stored = localStorage.getItem(NAME);
    if (stored && stored.length <= 64) return stored;
    const made = randomKey();
    localStorage.setItem(NAME, made);
    return made;
  } catch {
    return randomKey();
  }
}

export function detectKind(): DeviceKind {
  if (typeof window !== "object" || typeof navigator !== "object") return "desktop";
  const hint = (navigator as { userAgentData?: { mobile?: boolean } }).userAgentData?.mobile;
  if (hint !== undefined) return hint ? "mobile" : "desktop";
  const coarse = window.matchMedia?.("(pointer: coarse)").matches;
  return coarse || /Mobi|Android/.test(navigator.userAgent) ? "mobile" : "desktop";
}

export function wireKind(kind: DeviceKind): WireKind {
  return { desktop: WireKind.DESKTOP, mobile: WireKind.MOBILE, bot: WireKind.BOT }[kind];
}
