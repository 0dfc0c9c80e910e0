import { type Client, connect } from "@livename/client";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStage, type Stage } from "./page.ts";

const PLAN = "https://example.com/plan";
let stage: Stage;
let cleo: Client;
let service: Client;
beforeAll(async () => {
  stage = await openStage();
  const signIn = (person: string, scopes?: readonly string[]) =>
    connect({ url: stage.server.url, token: () => stage.server.tokenFor(person, scopes) });
  [cleo, service] = [signIn("cleo"), signIn("amy", ["groups:set"])];
  await Promise.all([cleo.ready, service.ready]);
  await service.presence.set({ availability: "busy", message: "<b>Quarter</b> end" });
}, 60_000);
afterAll(async () => {
  cleo?.close();
  service?.close();
  await stage?.close();
});

const names = (page: Page) => page.locator("live-list live-name").allTextContents();
const everybody = `people="ben@example.com, amy@example.com cleo@example.com"`;

describe("live-list", () => {
  test("shows whom it names by status or by name, with messages as text and a count", async () => {
    const page = await stage.open(`<live-list ${everybody}></live-list><live-list people=""></live-list>`, {
      as: "ben",
    });
    await page.getByText("3 of 3 online").waitFor();
    await expect.poll(() => names(page)).toEqual(["Ben Okonkwo", "Cleo Großmann", "Amy Currie"]);
    await page.getByText("<b>Quarter</b> end", { exact: true }).waitFor();
    await page.getByLabel("Order").selectOption("By name");
    await expect.poll(() => names(page)).toEqual(["Amy Currie", "Ben Okonkwo", "Cleo Großmann"]);
    await page.getByText("Nobody is in this list.").waitFor();
    expect(stage.errors).toEqual([]);
    await page.context().close();
  });

  test("shows only those online when asked to, as they come and go", async () => {
    const page = await stage.open(`<live-list ${everybody} online-only></live-list>`, { as: "ben" });
    await page.getByText("3 of 3 online").waitFor();
    await cleo.signOut();
    await page.getByText("2 of 3 online").waitFor();
    await expect.poll(() => names(page)).toEqual(["Ben Okonkwo", "Amy Currie"]);
    await page.getByLabel("Online only").click();
    await expect.poll(() => names(page)).toEqual(["Ben Okonkwo", "Amy Currie", "Cleo Großmann"]);
    await page.context().close();
  });

  test("D5: follows a document's people as they change, and says when there is no such group", async () => {
    await service.directory.setGroup(PLAN, { name: "Plan", members: ["ben@example.com"] });
    const page = await stage.open(`<live-list document="${PLAN}"></live-list><live-list group="nothing"></live-list>`, {
      as: "ben",
    });
    await page.getByText("There is no such group.").waitFor();
    await page.getByRole("list", { name: "Plan" }).waitFor();
    expect(await names(page)).toEqual(["Ben Okonkwo"]);
    await service.directory.setGroup(PLAN, { name: "Plan", members: ["ben@example.com", "amy@example.com"] });
    await expect.poll(() => names(page)).toEqual(["Ben Okonkwo", "Amy Currie"]);
    await page.context().close();
  });

  test("says that nobody is signed in", async () => {
    const page = await stage.open(`<live-list ${everybody}></live-list>`);
    await page.getByText("Not signed in").waitFor();
    await page.context().close();
  });
});
