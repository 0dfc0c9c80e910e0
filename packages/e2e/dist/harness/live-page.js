/** Waits until the page's client is signed in. */
export async function online(page) {
    await page.waitForFunction(() => window.livename?.ready !== undefined);
    await page.evaluate(async () => {
        const client = await window.livename.ready;
        await client.ready;
    });
}
/** From now on the page writes down every change of this person's presence; `told` reads it. */
export async function watchWithoutGap(page, person) {
    await page.evaluate(async (person) => {
        const client = await window.livename.ready;
        const watch = client.presence.watch(person);
        const words = (presence) => `${presence.availability}${presence.message ? ` ${presence.message}` : ""}`;
        await new Promise((resolve) => {
            const known = () => watch.get(person)?.status === "known";
            if (known())
                return resolve();
            watch.on("change", () => known() && resolve());
        });
        window.told = [words(watch.get(person).presence)];
        watch.on("change", ({ presence }) => window.told.push(words(presence)));
    }, person);
}
export const told = (page) => page.evaluate(() => window.told ?? []);
/** Waits until the last thing the page was told about the watched person is this. */
export async function toldAtLast(page, words, timeoutMs = 30_000) {
    await page.waitForFunction((words) => window.told?.at(-1) === words, words, { timeout: timeoutMs });
}
/** An empty page of the server's own origin with the drop-in script. */
export const barePage = (server) => `<!doctype html><meta charset="utf-8"><title>A page</title><script src="${server}/livename.js"></script><p>Text</p>`;
//# sourceMappingURL=live-page.js.map