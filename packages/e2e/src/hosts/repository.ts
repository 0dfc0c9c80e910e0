import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MADE_UP, people } from "./people.ts";
import { run } from "./processes.ts";

const SUBJECTS = [
  "Read the feed of departures",
  "Say which platform a train leaves from",
  "Sort departures by time, then by line",
  "Keep the last answer when the feed is silent",
  "Write dates as the reader's region does",
  "Show delays in minutes",
  "Name the feed's owner in the footer",
  "Make the board readable from five metres",
  "Ask the feed once a minute, not once a second",
  "Say when a train is cancelled",
  "Leave a gap between platforms on narrow screens",
  "Speak arrivals for screen readers",
];

/** A repository in whose history everybody of the cast has written, some for others. */
export async function makeRepository(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const git = (args: readonly string[], env: Record<string, string> = {}) => run("git", args, { cwd: folder, env });
  await git(["init", "-q", "-b", "main"]);
  writeFileSync(join(folder, ".git/description"), `${MADE_UP}\n`);
  for (const [number, subject] of SUBJECTS.entries()) {
    const author = people[number % people.length]!;
    // Every fourth is committed by somebody else.
    const committer = number % 4 === 3 ? people[(number + 1) % people.length]! : author;
    const date = `2026-03-${String(number + 1).padStart(2, "0")}T09:${String(number * 4).padStart(2, "0")}:00+0100`;
    writeFileSync(join(folder, "README"), `Departures\n\n${MADE_UP}\n\n${SUBJECTS.slice(0, number + 1).join("\n")}\n`);
    await git(["add", "README"]);
    await git(["commit", "-q", "-m", `${subject}\n\nReviewed-by: ${committer.name} <${committer.address}>`], {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.address,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.address,
      GIT_COMMITTER_DATE: date,
    });
  }
  const tagger = people[3]!;
  await git(["tag", "-a", "v1.0", "-m", "First release"], {
    GIT_COMMITTER_NAME: tagger.name,
    GIT_COMMITTER_EMAIL: tagger.address,
    GIT_COMMITTER_DATE: "2026-03-20T12:00:00+0100",
  });
}
