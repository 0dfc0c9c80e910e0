import { describe, expect, test } from "vitest";
import { Code } from "../gen/frame.js";
import { CloseCode, codeName, isFinalClose } from "./codes.ts";

describe("codes", () => {
  test("F18: the range alone says whether to come again", () => {
    const final = [3500, 3999, 4500, 4999];
    const again = [1000, 1001, 1006, 1011, 3000, 3499, 4000, 4499, 5000];
    expect(final.filter(isFinalClose)).toEqual(final);
    expect(again.filter(isFinalClose)).toEqual([]);
  });

  test("F18: what another token or the same connection cannot heal is final", () => {
    const { NOT_SIGNED_IN, SIGNED_OUT, DEACTIVATED, PROTOCOL, TAKEN_OVER, VERSION } = CloseCode;
    expect(Object.values(CloseCode).filter(isFinalClose)).toEqual([
      NOT_SIGNED_IN,
      SIGNED_OUT,
      DEACTIVATED,
      PROTOCOL,
      TAKEN_OVER,
      VERSION,
    ]);
  });

  test("F5: a code has a name, one from a newer server too", () => {
    expect(codeName(Code.RATE_LIMITED)).toBe("rate-limited");
    expect(codeName(Code.NO_SUCH_CONVERSATION)).toBe("no-such-conversation");
    expect(codeName(417)).toBe("code-417");
  });
});
