export { Asked } from "./asked.ts";
export { Circle, type Memberships, resolveSubjects, type Subjects } from "./subjects.ts";
