// Which module a message's code stands in. A page loads a noun's rarer parts when somebody needs them, and bundlers
// move whole modules, so what is loaded apart must stand apart.
import { nounOf } from "./schema.mjs";

/** By noun: the parts that are loaded on demand, each by its methods. All other methods are the noun's own. */
const PARTS = {
  presence: {
    own: ["Own", "Set", "OwnChanged", "Activity"],
    service: ["ServiceActivity"],
    group: ["WatchGroup", "UnwatchGroup", "GroupChanged"],
  },
  directory: { search: ["Search", "Resolve", "Browse", "Chart", "SetGroup"] },
};
const SHARED = "shared";

/** The part of its noun that a method belongs to; empty when the noun has no parts. */
export function partOfMethod(noun, name) {
  if (!PARTS[noun]) return "";
  return Object.entries(PARTS[noun]).find(([, names]) => names.includes(name))?.[0] ?? SHARED;
}

/** `moduleOf(type)`: the name of the module with the code of a message or an enum; the noun's when it has no parts. */
export function modulesOf({ nouns }) {
  const reached = new Map();
  const reach = (type, part) => {
    if (!reached.has(type)) reached.set(type, new Set());
    reached.get(type).add(part);
    for (const { resolvedType: held } of type.fieldsArray ?? []) if (held) reach(held, part);
  };
  for (const [noun, { services }] of nouns)
    for (const { methodsArray } of services)
      for (const { name, resolvedRequestType, resolvedResponseType } of methodsArray)
        for (const type of [resolvedRequestType, resolvedResponseType])
          reach(type, `${noun} ${partOfMethod(noun, name)}`);
  return (type) => {
    const noun = nounOf(type);
    if (!PARTS[noun]) return noun;
    // What another noun holds too stays with the part of its own noun.
    const parts = [...(reached.get(type) ?? [])].filter((part) => part.startsWith(`${noun} `));
    return `${noun}-${parts.length === 1 ? parts[0].slice(noun.length + 1) : SHARED}`;
  };
}
