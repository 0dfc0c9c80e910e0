import type { DirectorySetGroupReplyInit, DirectorySetGroupRequest } from "@livename/wire/directory";
import { Code } from "@livename/wire/frame";
import type { Session } from "../feature.ts";
import { Refusal } from "../refusal.ts";
import type { GroupStore } from "../store/store.ts";
import { groupId, memberId } from "./group-id.ts";
import type { LoadedGroups } from "./groups-index.ts";
import { groupProblemsOf } from "./import/group-draft.ts";

const SCOPE = "groups:set";
/** What one command carries. Larger ones are made of groups. */
const MEMBERS = 2_000;
const MEMBER_CHARS = 512;

/** Keeps a group that an application gives, in place of what it gave before. */
export function groupSetter(
  store: Pick<GroupStore, "setByApplication">,
  groups: LoadedGroups,
): (session: Session, request: DirectorySetGroupRequest) => Promise<DirectorySetGroupReplyInit> {
  return async (session, { group, name, members }) => {
    if (!session.scopes.includes(SCOPE))
      throw new Refusal(Code.FORBIDDEN, `Groups are set with a token of scope "${SCOPE}".`);
    if (members.length > MEMBERS)
      throw new Refusal(
        Code.TOO_MANY,
        `A group names at most ${MEMBERS} members. Make several groups, and one whose members they are.`,
      );
    const [problem] = groupProblemsOf({ id: group, name });
    if (problem) throw new Refusal(Code.INVALID, problem);
    const id = groupId(group)!;
    const known = members.filter((member) => member.length <= MEMBER_CHARS);
    const { unknown } = await store.setByApplication(session.community, {
      id,
      name: name || id,
      members: known.map(memberId),
    });
    await groups.refresh(session.community, id);
    return { group: id, unknown: [...unknown, ...members.filter((member) => member.length > MEMBER_CHARS)] };
  };
}
