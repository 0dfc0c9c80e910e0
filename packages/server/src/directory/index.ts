export { groupId } from "./group-id.ts";
export { groupOrder, type OrderedGroups } from "./group-order.ts";
