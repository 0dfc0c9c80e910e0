import type { Tab } from "./compare/tab.ts";
import { until } from "./compare/until.ts";
import type { Editor, RunningHost } from "./host.ts";

/** In the marks of all the wikis at once, so that something of it becomes a link in each. */
const TEXT = [
  "Ask mike@example.com, <priya@example.com>, [[jonas@example.com|Jonas]] or",
  "[mailto:lucia@example.com Lucia] and [[User:Mike]].",
].join(" ");

const LATER = " Or ask [[kenji@example.com|Kenji]], elif@example.com.";

/**
 * Writes something and changes it later, in each browser, with our script and without it.
 *
 * @returns what has been stored otherwise, in words; empty when all of it is the same, byte for byte
 */
export async function compareWriting({ url, editor }: RunningHost, tabs: readonly Tab[]): Promise<string[]> {
  if (!editor) return [];
  let first: { how: string; stored: string } | undefined;
  for (const tab of tabs) {
    for (const script of [false, true]) {
      const how = `${tab.browser} ${script ? "with" : "without"} the script`;
      const stored = await write(tab, url, editor, `Written-${tab.browser}-${script ? "with" : "without"}`, script);
      if (!stored.includes("mike@example.com") || !stored.includes("elif@example.com"))
        return [`${how} not all is stored`];
      first ??= { how, stored };
      if (stored !== first.stored)
        return [`${first.how} ${JSON.stringify(first.stored)}, ${how} ${JSON.stringify(stored)}`];
    }
  }
  return [];
}

async function write(tab: Tab, url: string, editor: Editor, title: string, script: boolean): Promise<string> {
  for (const isThere of [false, true]) {
    await tab.visit(`${url}${await editor.path(title, isThere)}`, script);
    await until(tab, `document.querySelector(${quoted(editor.field)})`);
    if (script) await until(tab, "window.livename?.ready");
    if (editor.title && !isThere) await type(tab, editor.title, title, "whole");
    await type(tab, editor.field, isThere ? LATER : TEXT, isThere ? "end" : "whole");
    if (editor.preview) {
      await press(tab, editor.preview.press);
      await until(tab, `document.querySelector(${quoted(editor.preview.shows)})`);
      if (editor.preview.back) await press(tab, editor.preview.back);
    }
    await press(tab, editor.save);
    await until(tab, `document.readyState === "complete" && (${editor.done})`);
  }
  return editor.stored(title, async (path) =>
    String(await tab.evaluate(`fetch(${quoted(path)}).then((answer) => answer.text())`)),
  );
}

const quoted = (text: string): string => JSON.stringify(text);

/** Types into a field as a person does, over what is in it or at its end. */
async function type(tab: Tab, field: string, text: string, where: "whole" | "end"): Promise<void> {
  await tab.evaluate(`(() => {
    const field = document.querySelector(${quoted(field)});
    field.focus();
    field.setSelectionRange(${where === "whole" ? 0 : "field.value.length"}, field.value.length);
  })()`);
  await tab.type(...text);
}

const press = (tab: Tab, button: string) => tab.evaluate(`document.querySelector(${quoted(button)}).click()`);
