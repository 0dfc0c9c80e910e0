import type { Privacy } from "../../people/privacy.ts";
import type { Reach } from "../../people/reach.ts";
import type { Awareness } from "../presence/index.ts";

/** Who reaches whom, by what people chose: whom they hide from, whether they are there, and whether they may be disturbed. */
export function reachOf(
  privacy: Pick<Privacy, "hides" | "onChange">,
  presence: Pick<Awareness, "isThere" | "quiet">,
): Reach {
  return {
    hides: privacy.hides,
    withholds: (community, from, to) => privacy.hides(community, to, from),
    unseen: (community, person) => !presence.isThere(community, person),
    quiet: presence.quiet,
    onChange: privacy.onChange,
  };
}
