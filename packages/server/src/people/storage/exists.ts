/**
 * Of a person with this community and id, the last two values: what was on its way when the person was erased is not
 * kept, as nothing would ever remove it.
 */
export const EXISTS = "exists (select 1 from people where community = ? and id = ?)";
