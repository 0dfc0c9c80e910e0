export { Circle, resolveSubjects, type Subjects } from "./subjects.ts";
