// What a published file must not tell: where it was built. And what it must not say twice.
import { homedir } from "node:os";
import { dirname, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseTree } from "jsonc-parser";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Folders in which people and machines build. A path of a server's own, such as /v1/socket, is none of them. */
const PLACES = [
  /(?<![\w.:/-])\/(?:home|Users|root|tmp|private|work|workspace|builds?|mnt|var\/(?:tmp|folders))\/[\w.-]+/,
  /\bfile:\/\/\/?[\w.%-]+/,
  /\b[A-Za-z]:\\{1,2}Users\\/,
];

/** Sentences about what is wrong with a file of a package, by its path in the package; none when nothing is. */
export function faultsOf(path, text) {
  const faults = [];
  const place = PLACES.map((pattern) => pattern.exec(text)?.[0]).find(Boolean);
  const here = [root, homedir()].find((folder) => folder.length > 1 && text.includes(folder));
  if (place ?? here) faults.push(`${path} holds a path of a machine: ${place ?? here}`);
  if (/\.(json|map)$/.test(path)) faults.push(...twice(path, parseTree(text)));
  if (path.endsWith(".map")) faults.push(...outside(path, JSON.parse(text).sources ?? []));
  return faults;
}

function twice(path, node) {
  if (!node) return [`${path} is no JSON`];
  if (node.type !== "object") return (node.children ?? []).flatMap((child) => twice(path, child));
  const names = node.children.map(({ children }) => children[0].value);
  const again = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...again.map((name) => `${path} says "${name}" twice; the last counts and the first is lost`),
    ...node.children.flatMap(({ children }) => twice(path, children[1])),
  ];
}

/** A map's sources stand in it, under the names that they have in the package. */
function outside(path, sources) {
  return sources
    .filter((source) => posix.normalize(posix.join(dirname(path), source)).startsWith(".."))
    .map((source) => `${path} leads out of its package: ${source}`);
}
