// What lit takes for its globals in the bundled modules (rollup.config.mjs): named elements of the page, such as
// `<img name="createComment">` or `<a id="litHtmlVersions">`, are none of them. What lit keeps there stays among its
// modules.
import { native } from "./native.ts";

const page = globalThis.document;

/** A document without elements, which nobody can name. Nodes still come from the page's, where they are to stand. */
const clean = native(page, "implementation").createHTMLDocument("");
clean.createComment = (text) => native(page, "createComment")(text);
clean.importNode = (node, deep) => native(page, "importNode")(node, deep);

const own = (name: string): unknown => (Object.hasOwn(globalThis, name) ? Reflect.get(globalThis, name) : undefined);

const cleanGlobals = { ShadowRoot: own("ShadowRoot"), trustedTypes: own("trustedTypes") };

/** Written by its name in the global object, and read as a variable. */
export const litPropertyMetadata: WeakMap<object, unknown> = new WeakMap();

export { clean as document, cleanGlobals as globalThis };
