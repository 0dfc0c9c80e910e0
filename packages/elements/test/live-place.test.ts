import { type Client, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./page.ts";

let stage: Stage;
let without: Stage;
let amy: Client;
beforeAll(async () => {
  [stage, without] = await Promise.all([openStage(), openStage({ places: false })]);
  amy = connect({ url: stage.server.url, token: () => stage.server.tokenFor("amy") });
  await amy.ready;
}, 60_000);
afterAll(async () => {
  amy?.close();
  await Promise.all([stage?.close(), without?.close()]);
});

const place = (id: string) => `<live-place place="${id}"></live-place>`;
const here = (page: Page, count: number) =>
  page.getByRole("button", { name: count === 1 ? "1 person here" : `${count} people here` });

describe("live-place", () => {
  test("shows who enters and leaves, tells the page, and lists them as live names", async () => {
    const page = await stage.open(place("room-1"), { as: "ben" });
    await page.evaluate(() => {
      document.addEventListener("live-place-change", (event) => {
        const { people } = (event as unknown as CustomEvent<{ people: { name: string }[] }>).detail;
        document.title = people.map(({ name }) => name).join(", ");
      });
    });
    await here(page, 1).waitFor();
    const entered = amy.places.enter("room-1");
    await here(page, 2).click();
    expect(await page.title()).toBe("Ben Okonkwo, Amy Currie");
    await expect.poll(() => page.getByRole("listitem").allTextContents()).toHaveLength(2);
    await page.getByRole("listitem").filter({ hasText: "Ben" }).getByText("You").waitFor();
    await page.getByRole("button", { name: "Amy Currie (Available)" }).waitFor();
    entered.leave();
    await here(page, 1).waitFor();
    expect(await page.getByRole("listitem").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.getByRole("listitem").waitFor({ state: "hidden" });
    await page.context().close();
  });

  test("is the page's own address without query and fragment, and left with the element", async () => {
    const page = await stage.open("<live-place></live-place>", { as: "ben", path: "/a-page" });
    await here(page, 1).waitFor();
    const entered = amy.places.enter(new URL("/a-page", page.url()).href);
    await here(page, 2).waitFor();
    await expect.poll(() => entered.people.length).toBe(2);
    await page.evaluate(() => document.querySelector("live-place")!.remove());
    await expect.poll(() => entered.people.map(({ name }) => name)).toEqual(["Amy Currie"]);
    entered.leave();
    await page.context().close();
  });

  test("says so where places are switched off", async () => {
    const page = await without.open(place("room-1"), { as: "ben" });
    await page.getByText("Who is here cannot be shown.").waitFor();
    await page.context().close();
  });

  test("L12: enters again with another grant, and is in the place once", async () => {
    const page = await stage.open(`<live-place place="room-2" grant="first"></live-place>`, { as: "ben" });
    await here(page, 1).waitFor();
    const grants = await page.evaluate(() => {
      const { elements } = window as unknown as { elements: typeof import("@livename/elements") };
      const { places } = elements.pageProvider().client!;
      const asked: (string | undefined)[] = [];
      const enter = places.enter;
      Object.assign(places, {
        enter: (id: string, options?: { grant?: string }) => {
          asked.push(options?.grant);
          return enter(id, options);
        },
      });
      document.querySelector("live-place")!.setAttribute("grant", "second");
      return new Promise<typeof asked>((resolve) => setTimeout(() => resolve(asked), 300));
    });
    expect(grants).toEqual(["second"]);
    await here(page, 1).waitFor();
    const entered = amy.places.enter("room-2");
    await here(page, 2).waitFor();
    await page.evaluate(() => document.querySelector("live-place")!.remove());
    await expect.poll(() => entered.people.map(({ name }) => name)).toEqual(["Amy Currie"]);
    entered.leave();
    await page.context().close();
  });

  test("counts those who are not listed", async () => {
    const guests = Array.from({ length: 201 }, (_, index) => `guest-${index}@example.com`);
    await stage.server.addPeople(guests);
    const clients = guests.map((guest) =>
      connect({ url: stage.server.url, token: () => stage.server.tokenFor(guest) }),
    );
    for (const client of clients) client.places.enter("full-room");
    const page = await stage.open(place("full-room"), { as: "ben" });
    await here(page, 202).click();
    await page.getByText("and 2 more").waitFor();
    expect(await page.getByRole("listitem").count()).toBe(200);
    await page.context().close();
    for (const client of clients) client.close();
  });
});
