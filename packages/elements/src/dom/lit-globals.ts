// The globals that lit uses in the bundled modules (rollup.config.mjs). Named elements of the page, such as
// `<img name="createComment">` or `<a id="litHtmlVersions">`, cannot shadow them. What lit stores in its globals is
// visible only to its own modules.
import { native } from "./native.ts";

const page = globalThis.document;

/** A document without elements, so without named ones. Nodes are still created by the page's document. */
const clean = native(page, "implementation").createHTMLDocument("");
clean.createComment = (text) => native(page, "createComment")(text);
clean.importNode = (node, deep) => native(page, "importNode")(node, deep);

const own = (name: string): unknown => (Object.hasOwn(globalThis, name) ? Reflect.get(globalThis, name) : undefined);

const cleanGlobals = { ShadowRoot: own("ShadowRoot"), trustedTypes: own("trustedTypes") };

/** lit writes it as a property of the global object and reads it as a variable. */
export const litPropertyMetadata: WeakMap<object, unknown> = new WeakMap();

export { clean as document, cleanGlobals as globalThis };
