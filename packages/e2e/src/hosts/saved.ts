import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CommandServer, startCommandServer } from "../harness/command.ts";
import { type Site, startSite } from "../harness/site.ts";
import { MAPS } from "./maps.ts";
import { people } from "./people.ts";

const folder = fileURLToPath(new URL("../../pages/hosts", import.meta.url));

/** A page in the structure of what an application writes. */
export interface SavedPage {
  readonly file: string;
  /** A CSS selector of the elements that name people: all of them come alive. */
  readonly people?: string;
  /** How many elements come alive, and none besides. */
  readonly marks: number;
}

export const savedPages: readonly SavedPage[] = [
  { file: "redmine-issues.html", people: "td.author, td.assigned_to", marks: 21 },
  { file: "redmine-issue.html", people: "a.user, ul.details i", marks: 22 },
  { file: "mediawiki-history.html", people: ".mw-userlink", marks: 20 },
  { file: "mediawiki-page.html", people: "li a", marks: 21 },
  { file: "dokuwiki-history.html", people: "span.user, .docInfo bdi ~ bdi", marks: 12 },
  { file: "dokuwiki-page.html", people: "a.mail", marks: 10 },
  { file: "roundcube-mail.html", people: ".rcmContactAddress", marks: 36 },
  { file: "roundcube-compose.html", marks: 0 },
  {
    file: "cgit-log.html",
    people: "tr:not(.nohover) td:nth-child(3):not(.right), .commit-info td:nth-child(2)",
    marks: 13,
  },
  { file: "gitweb-log.xhtml", people: "td.author, .author_date a", marks: 12 },
  { file: "sphinx-changes.html", people: "li a.reference", marks: 11 },
  { file: "mkdocs-people.html", people: "a[href^='mailto:']", marks: 10 },
  { file: "php-post.html", people: ".author, .author-bio a, .comment.byuser .fn", marks: 6 },
  { file: "gitlab-issue.html", people: ".js-user-link, .author-link, .commit-author-link", marks: 9 },
];

/** A server that knows the people by the names of all applications, and the pages with our script. */
export interface Saved {
  addressOf(page: SavedPage): string;
  close(): Promise<void>;
}

export async function serveSaved(): Promise<Saved> {
  const server: CommandServer = await startCommandServer({ origins: ["http://127.0.0.1:*"] });
  const site: Site = await startSite({});
  await nameEverybody(server);
  for (const { file } of savedPages) {
    const map = Object.entries(MAPS[file.split("-")[0]!] ?? {});
    const attributes = map.map(([name, value]) => ` data-${name}="${escaped(value)}"`).join("");
    const script = `<script src="${server.url}/livename.js" data-scan=""${attributes}></script>`;
    site.pages.set(`/${file}`, {
      body: readFileSync(join(folder, file), "utf8").replace("<!--script-->", () => script),
      type: file.endsWith(".xhtml") ? "application/xhtml+xml; charset=utf-8" : "text/html; charset=utf-8",
    });
  }
  return {
    addressOf: ({ file }) => `http://127.0.0.1:${site.port}/${file}?as=amy`,
    async close() {
      await site.close();
      await server.dispose();
    },
  };
}

const escaped = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** As the pages call them; Redmine counts people from 5. */
async function nameEverybody(server: CommandServer): Promise<void> {
  const rows = people.map(({ address, name, uid }, at) => [address, name, at + 5, uid, uid, uid].join(","));
  const own = mkdtempSync(join(tmpdir(), "livename-people-"));
  const table = join(own, "people.csv");
  writeFileSync(table, ["address,name,alias:redmine,alias:wiki,alias:gitlab,alias:site", ...rows].join("\n"));
  await server.run("people", "import", table);
  rmSync(own, { recursive: true });
}
