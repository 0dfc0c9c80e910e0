// Writes dist/custom-elements.json (schema 1.0.0), which editors and documentation tools read, from the comments
// above the element classes: @element, @attr, @slot, @event, @csspart.
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const home = fileURLToPath(new URL("../", import.meta.url));
const SUMMARY = /^(?:\/\*\*)?\s*([\s\S]*?)\s*(?=\n\s*\n?@|$)/;

/** The lines of a comment, without its stars. */
const plain = (comment) =>
  comment
    .replace(/^\/\*\*|\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join("\n")
    .trim();

/** All `@tag {type} name - description` of a comment. */
const tags = (text, tag) =>
  [...text.matchAll(new RegExp(`^@${tag}(?: \\{(.+?)\\})?(?: ([\\w-]+))?(?: - (.+))?$`, "gm"))].map(
    ([, type, name, description]) => ({
      ...(name && { name }),
      ...(type && { type: { text: type } }),
      ...(description && { description }),
    }),
  );

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const eventClass = (name) => `${camel(`-${name}`)}Event`;

const modules = globSync("src/live-*/live-*.ts", { cwd: home })
  .sort()
  .flatMap((file) => {
    const source = readFileSync(`${home}${file}`, "utf8");
    const found = /(\/\*\*(?:(?!\*\/)[\s\S])*?@element[\s\S]*?\*\/)\nexport class (\w+) extends/.exec(source);
    if (!found) return [];
    const [, comment, name] = found;
    const text = plain(comment);
    const [{ name: tagName }] = tags(text, "element");
    const attributes = tags(text, "attr").map((attribute) => ({ ...attribute, fieldName: camel(attribute.name) }));
    const path = file.replace(/^src/, "dist").replace(/\.ts$/, ".js");
    const declaration = {
      kind: "class",
      name,
      tagName,
      customElement: true,
      superclass: { name: "LitElement", package: "lit" },
      description: SUMMARY.exec(text.split(/^@/m)[0].trim())[1].replace(/\n/g, " "),
      attributes,
      members: attributes.map(({ fieldName, type, description }) => ({
        kind: "field",
        name: fieldName,
        type,
        description,
      })),
      slots: tags(text, "slot").map(({ name: slot = "", description }) => ({ name: slot, description })),
      events: tags(text, "event").map((event) => ({ ...event, type: { text: eventClass(event.name) } })),
      cssParts: tags(text, "csspart"),
    };
    const exported = { kind: "js", name, declaration: { name, module: path } };
    return [{ kind: "javascript-module", path, declarations: [declaration], exports: [exported] }];
  });

if (modules.length === 0) throw new Error(`No element with an @element comment under ${home}src.`);
mkdirSync(`${home}dist`, { recursive: true });
writeFileSync(
  `${home}dist/custom-elements.json`,
  `${JSON.stringify({ schemaVersion: "1.0.0", modules }, undefined, 2)}\n`,
);
