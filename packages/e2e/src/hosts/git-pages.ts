import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { close, serveFiles } from "./cgi.ts";
import type { Host } from "./host.ts";
import { EXAMPLES, ISSUER, SERVER } from "./livename.ts";
import { viewer } from "./people.ts";
import { run } from "./processes.ts";
import { makeRepository } from "./repository.ts";

/** cgit has no sessions: the viewer is who the address says, on a server that takes demo identities. */
const as = `as=${viewer.uid}`;

/** The snippet of an example, with the server of this machine. */
const snippet = (name: string, livename: string): string =>
  readFileSync(join(EXAMPLES, name, "livename.html"), "utf8").replace(SERVER, livename);

export const cgit: Host = {
  name: "cgit",
  packages: ["cgit", "git"],
  async start({ folder, port, livename }) {
    const repository = join(folder, "departures");
    await makeRepository(repository);
    writeFileSync(join(folder, "head.html"), snippet("cgit", livename));
    const settings = {
      ...{ "root-title": "Demo", "root-desc": "Made-up content", css: "/cgit.css", logo: "/cgit.png" },
      ...{
        "head-include": join(folder, "head.html"),
        "virtual-root": "/",
        "enable-blame": 1,
        "enable-commit-graph": 1,
      },
      ...{
        "cache-size": 0,
        "max-stats": "year",
        "repo.url": "departures",
        "repo.path": join(repository, ".git"),
        "repo.owner": viewer.name,
      },
    };
    const config = join(folder, "cgitrc");
    writeFileSync(
      config,
      `${Object.entries(settings)
        .map((pair) => pair.join("="))
        .join("\n")}\n`,
    );
    const env = { CGIT_CONFIG: config };
    const server = await serveFiles(port, ["/usr/share/cgit"], { "/": { command: "/usr/lib/cgit/cgit.cgi", env } });
    return {
      url: `http://127.0.0.1:${port}`,
      pages: [
        { name: "repositories", path: `/?${as}`, people: "table.list tr:not(.nohover) td:nth-child(3)" },
        {
          name: "summary",
          path: `/departures/?${as}`,
          people: "table.list tr:not(.nohover) td:nth-child(3), td.sub.right",
        },
        { name: "log", path: `/departures/log/?${as}`, people: "table.list tr:not(.nohover) td:nth-child(3)" },
        {
          name: "commit",
          path: `/departures/commit/?${as}`,
          people: "table.commit-info tr:nth-child(-n + 2) td:nth-child(2)",
        },
        { name: "blame", path: `/departures/blame/README?${as}` },
        {
          name: "tag",
          path: `/departures/tag/?h=v1.0&${as}`,
          people: "table.commit-info tr:nth-last-child(2) td:nth-child(2)",
        },
        { name: "people", path: `/departures/stats/?${as}` },
      ],
      stop: () => close(server),
    };
  },
};

export const gitweb: Host = {
  name: "gitweb",
  packages: ["git", "libcgi-pm-perl"],
  async start({ folder, port, livename, key }) {
    const repository = join(folder, "departures");
    await makeRepository(repository);
    writeFileSync(join(folder, "livename.html"), snippet("gitweb", livename));
    const config = join(folder, "gitweb.conf");
    writeFileSync(
      config,
      `$projectroot = "${folder}";
$site_name = "Departures (demo)";
@stylesheets = ("/static/gitweb.css"); $logo = "/static/git-logo.png"; $favicon = "/static/git-favicon.png";
$javascript = "/static/gitweb.js"; $feature{"blame"}{"default"} = [1]; $my_uri = "/"; $my_url = "/";
$site_html_head_string = do { local (@ARGV, $/) = "${folder}/livename.html"; <> };
1;
`,
    );
    await run("git", ["config", "gitweb.owner", viewer.name], { cwd: repository });
    const server = await serveFiles(port, ["/usr/share/gitweb"], {
      "/": { command: "/usr/share/gitweb/gitweb.cgi", env: { GITWEB_CONFIG: config } },
      // As a web server that has signed the viewer in.
      "/livename-token": {
        command: join(EXAMPLES, "gitweb/token.py"),
        env: { LIVENAME_KEY: key, LIVENAME_ISSUER: ISSUER, LIVENAME_DOMAIN: "example.com", REMOTE_USER: viewer.uid },
      },
    });
    const page = (action: string, more = "") => `/?p=departures/.git;a=${action}${more}`;
    return {
      url: `http://127.0.0.1:${port}`,
      pages: [
        { name: "summary", path: page("summary"), people: "td.author" },
        { name: "log", path: page("log"), people: ".author_date" },
        { name: "short-log", path: page("shortlog"), people: "td.author" },
        { name: "commit", path: page("commit", ";h=main"), people: "a.list[href*='%40'], a.list[href*='@']" },
        { name: "history", path: page("history", ";f=README"), people: "td.author" },
        { name: "blame", path: page("blame", ";f=README") },
        { name: "tag", path: page("tag", ";h=v1.0") },
        { name: "difference", path: page("commitdiff", ";h=main"), people: "a.list[href*='@']" },
      ],
      stop: () => close(server),
    };
  },
};
