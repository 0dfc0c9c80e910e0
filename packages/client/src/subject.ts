import type { SubjectInit, Subject as WireSubject } from "@livename/wire/subject";

/** A person by address or id, or a group of the directory by id. Answers of the server name people by id. */
export type Subject = string | { readonly group: string };

export function readSubject({ person, group }: WireSubject): Subject {
  return group ? { group } : person;
}

export function writeSubject(subject: Subject): SubjectInit {
  return typeof subject === "string" ? { person: subject } : { group: subject.group };
}

/** Whether two subjects are the same, as far as the client can tell without the server. */
export function isSameSubject(one: Subject, other: Subject): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return one.group === other.group;
}
