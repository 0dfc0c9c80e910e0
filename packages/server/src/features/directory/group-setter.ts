import type { DirectorySetGroupReplyInit, DirectorySetGroupRequest } from "@livename/wire/directory";
import { Code } from "@livename/wire/frame";
import type { CommandContext, Session } from "../../kernel/feature.ts";
import { isDone } from "../../kernel/keys.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { Turns } from "../../kernel/turns.ts";
import { GROUP_BOUNDS, type GroupBounds } from "../../people/group-bounds.ts";
import { groupId, memberId } from "../../people/group-id.ts";
import type { LoadedGroups } from "../../people/groups-index.ts";
import type { GroupStore } from "../../people/storage/contract.ts";
import { visible } from "../../text/invisible.ts";
import { groupProblemsOf } from "./import/group-draft.ts";

const SCOPE = "groups:set";
/** What one command carries. Larger ones are made of groups. */
const MEMBERS = 2_000;
const MEMBER_CHARS = 512;

/** Keeps a group that an application gives, in place of what it gave before. */
export function groupSetter(
  store: Pick<GroupStore, "keys" | "setByApplication">,
  groups: LoadedGroups,
  bounds: GroupBounds = GROUP_BOUNDS,
): (
  session: Session,
  request: DirectorySetGroupRequest,
  command: CommandContext,
) => Promise<DirectorySetGroupReplyInit> {
  const turns = new Turns<LoadedGroups>();

  const checkCost = (community: string, id: string, members: readonly string[]): void => {
    // Whoever takes people out of a group for good must always be able to.
    if (members.length === 0) return;
    const { atOnce, together } = groups.costOf(community, id, members, bounds.atOnce);
    if (atOnce > bounds.atOnce)
      throw new Refusal(
        Code.TOO_MANY,
        "This group is inside too many groups, or has too many people inside it. Put fewer groups into each other.",
      );
    if (together > bounds.together)
      throw new Refusal(
        Code.TOO_MANY,
        "Groups of applications have too many members together. Remove groups that are no longer needed.",
      );
  };

  return async (session, { group, name, members }, { key, payload }) => {
    if (!session.scopes.includes(SCOPE))
      throw new Refusal(Code.FORBIDDEN, `Groups are set with a token of scope "${SCOPE}".`);
    if (members.length > MEMBERS)
      throw new Refusal(
        Code.TOO_MANY,
        `A group names at most ${MEMBERS} members. Make several groups, and one whose members they are.`,
      );
    const [problem] = groupProblemsOf({ id: group, name });
    if (problem) throw new Refusal(Code.INVALID, problem);
    const { community } = session;
    const id = groupId(group)!;
    const known = members.filter((member) => member.length <= MEMBER_CHARS).map(memberId);
    let unknown: readonly string[] = [];
    // One after another: what is not in memory yet is in no bound.
    await turns.take(groups, async () => {
      // What had its effect is not refused afterwards for what it would cost now.
      if (!isDone(await store.keys(community, id), { key, payload })) checkCost(community, id, known);
      ({ unknown } = await store.setByApplication(
        community,
        { id, name: visible(name) || id, members: known },
        ownerOf(session),
        { key, payload },
      ));
      await groups.refresh(community, id);
    });
    return { group: id, unknown: [...unknown, ...members.filter((member) => member.length > MEMBER_CHARS)] };
  };
}

/** An application is its client's name; without one, who is signed in: a bot has an account of its own. */
function ownerOf({ application, person }: Session): string {
  return application === undefined ? `person ${person}` : `client ${application}`;
}
