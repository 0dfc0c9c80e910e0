const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "this user may not use it",
  EPERM: "this user may not do that",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  EEXIST: "it exists already",
  ENOSPC: "the disk is full",
  EROFS: "the disk can only be read",
  EMFILE: "too many files are open",
  ELOOP: "its links lead in a circle",
  EIO: "the disk reports an error",
};

/** Why the system refused, in words; for a sentence "… cannot be read: REASON". */
export function reasonOf(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? (code === "" ? sentenceOf(error) : `the system says ${code}`);
}

/** Errors whose messages are written for people: their classes are Livename's own. */
const OURS = new Set([
  "CommandError",
  "UsageError",
  "StartError",
  "StoreStartError",
  "KeyError",
  "ControlError",
  "ImportError",
  "ImportConflict",
  "Refusal",
]);

/** What went wrong, for people. What nobody foresaw says so. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return `Livename failed (${String(error)}). Please report this.`;
  if (OURS.has(error.name)) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : REASONS[code];
  if (reason !== undefined) return path === undefined ? `${reason}.` : `${path}: ${reason}.`;
  return `Livename failed (${error.name}: ${error.message.split("\n")[0]}). Please report this.`;
}
