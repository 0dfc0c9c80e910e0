import { settled } from "@livename/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { LivenameError, Refused } from "../../src/errors.ts";
import { createFollow, type Follow } from "../../src/kernel/follow.ts";
import { type Asked, TestChannel } from "./channel.ts";

let channel: TestChannel;
let asked: readonly Asked[];
let taken: string[];
let reported: unknown[];

beforeEach(() => {
  channel = new TestChannel();
  asked = channel.asked;
  taken = [];
  reported = [];
});

function start(atOnce = false): Follow<string> {
  return createFollow<undefined, string>({
    context: { channel: channel.channel, report: (error) => reported.push(error) },
    call: { method: 1, request: { encode: () => new Uint8Array() }, reply: { decode: String } },
    request: () => undefined,
    take(answer) {
      if (answer === "broken") throw new Error("the reducer failed");
      taken.push(answer);
    },
    atOnce,
  });
}

describe("following one thing", () => {
  it("S9: begins when it is told to, and asks again on each connection from then on", async () => {
    const follow = start();
    channel.connect();
    expect(asked.length).toBe(0);
    const begun = follow.begin();
    void follow.begin();
    expect(asked.map(({ lifetime }) => lifetime)).toEqual(["kept"]);
    asked[0]!.give("one");
    await begun;
    await follow.begin();
    expect([follow.begun, taken, asked.length]).toEqual([true, ["one"], 1]);
    channel.lose();
    channel.connect();
    expect(asked.map(({ lifetime }) => lifetime)).toEqual(["kept", "connection"]);
    asked[1]!.give("two");
    await settled();
    expect(taken).toEqual(["one", "two"]);
    follow.stop();
    expect(channel.listeners).toBe(0);
  });

  it("can be begun again when it failed, and is not begun meanwhile", async () => {
    const follow = start();
    const begun = follow.begin();
    asked[0]!.refuse(new Refused("unavailable", "Later."));
    await expect(begun).rejects.toThrow("Later.");
    channel.connect();
    expect([follow.begun, asked.length]).toEqual([false, 1]);
    void follow.begin();
    asked[1]!.give("one");
    await settled();
    expect([follow.begun, taken]).toEqual([true, ["one"]]);
  });

  it("asks on each connection without being told to, where that is wanted", async () => {
    const follow = start(true);
    channel.connect();
    channel.lose();
    await settled();
    channel.connect();
    asked[1]!.give("one");
    await settled();
    await follow.begin();
    expect([asked.length, taken]).toEqual([2, ["one"]]);
  });

  it("asks once for what many miss, and again for what is missing after the answer", async () => {
    const follow = start();
    channel.connect();
    follow.take("elsewhere");
    follow.catchUp();
    follow.catchUp();
    expect(asked.length).toBe(1);
    asked[0]!.give("one");
    await settled();
    follow.catchUp();
    expect([asked.length, taken]).toEqual([2, ["elsewhere", "one"]]);
  });

  it("reads anew when it has to be newer than this moment", async () => {
    const follow = start();
    channel.connect();
    follow.take("elsewhere");
    follow.catchUp();
    const fresh = follow.refresh();
    expect(asked.map(({ lifetime }) => lifetime)).toEqual(["connection", "kept"]);
    asked[1]!.give("fresh");
    await fresh;
    expect(taken).toEqual(["elsewhere", "fresh"]);
  });

  it("says nothing of refusals and lost connections, and tells of faults", async () => {
    const follow = start();
    channel.connect();
    follow.take("elsewhere");
    follow.catchUp();
    asked[0]!.refuse(new LivenameError("rate-limited", "Too fast."));
    await settled();
    follow.catchUp();
    channel.lose();
    await settled();
    expect(reported).toEqual([]);
    channel.connect();
    asked[2]!.give("broken");
    await settled();
    expect(reported).toMatchObject([{ message: "the reducer failed" }]);
  });
});
