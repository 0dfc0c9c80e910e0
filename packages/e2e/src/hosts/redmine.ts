import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "./host.ts";
import { EXAMPLES, ISSUER } from "./livename.ts";
import { MADE_UP, PASSWORD, people } from "./people.ts";
import { run, serve } from "./processes.ts";
import { makeRepository } from "./repository.ts";

const SUBJECTS = [
  "Departures of the night trains are missing",
  "The clock is an hour ahead",
  "Platform 12 shows last week's train",
  "Write delays in words as well",
  "The board flickers when it snows",
  "Arabic station names are cut off",
  "Arrivals: speak the train's number",
  "Nobody answers the red telephone",
  "Ask the feed less often",
  "Print the day's plan on one page",
  "Trains to the airport have no icon",
  "Give the sound a switch",
];

const DEBIAN = "/usr/share/redmine";

/** Redmine on SQLite and puma, from a copy: Debian's folder has one place for plugins, for all instances. */
export const redmine: Host = {
  name: "redmine",
  packages: ["redmine", "redmine-sqlite", "ruby-sqlite3", "puma", "git"],
  async start({ folder, port, livename, key, importPeople }) {
    const app = join(folder, "redmine");
    const instance = join(app, "instances/default");
    // Links to scripts of other packages become files; those to the system's own instances stay out.
    const systems = ["instances", "Gemfile.lock", "config/database.yml"].map((path) => join(DEBIAN, path));
    cpSync(DEBIAN, app, { recursive: true, dereference: true, filter: (path) => !systems.includes(path) });
    for (const sub of ["config", "files", "log", "tmp", "public/plugin_assets"]) {
      mkdirSync(join(instance, sub), { recursive: true });
    }
    cpSync("/var/lib/redmine/Gemfile.lock", join(app, "Gemfile.lock"));
    // It looks in the system's instances for the database's kind.
    const gemfile = readFileSync(join(app, "Gemfile"), "utf8").replaceAll(`${DEBIAN}/`, `${app}/`);
    writeFileSync(join(app, "Gemfile"), gemfile);
    const database = JSON.stringify({
      production: { adapter: "sqlite3", database: join(instance, "redmine.sqlite"), encoding: "utf8", timeout: 10_000 },
    });
    writeFileSync(join(app, "config/database.yml"), database);
    writeFileSync(join(instance, "config/database.yml"), database);
    writeFileSync(join(instance, "config/secret_key.txt"), randomBytes(32).toString("hex"));
    const configuration = { default: { livename: { server: livename, key, issuer: ISSUER } } };
    writeFileSync(join(instance, "config/configuration.yml"), JSON.stringify(configuration));
    cpSync(join(EXAMPLES, "redmine/livename"), join(app, "plugins/livename"), { recursive: true });

    const repository = join(folder, "departures");
    await makeRepository(repository);
    const seed = join(folder, "seed.json");
    writeFileSync(
      seed,
      JSON.stringify({
        ...{ people, password: PASSWORD, made_up: MADE_UP, subjects: SUBJECTS },
        repository: join(repository, ".git"),
      }),
    );
    const env = { RAILS_ENV: "production", SCHEMA: "/dev/null", HOME: folder, LIVENAME_SEED_FILE: seed };
    await run("bundle", ["exec", "rake", "db:migrate"], { cwd: app, env });
    const seeds = fileURLToPath(new URL("seeds/redmine.rb", import.meta.url));
    await run("bundle", ["exec", "rails", "runner", seeds], { cwd: app, env });
    const aliases = join(app, "plugins/livename/aliases.rb");
    await importPeople(await run("bundle", ["exec", "rails", "runner", aliases], { cwd: app, env }));

    const url = `http://127.0.0.1:${port}`;
    const bind = ["--bind", `tcp://127.0.0.1:${port}`, "--threads", "1:4"];
    const running = await serve(`${url}/login`, "puma", [...bind, "config.ru"], { cwd: app, env });
    return {
      url,
      pages: [
        { name: "issues", path: "/projects/departures/issues", people: "td.assigned_to a" },
        {
          name: "issue",
          path: "/issues/1",
          people:
            ".author a.user, .assigned-to .value a, #history h4 a.user, #watchers a.user, .wiki a.user, ul.details li:first-child i",
        },
        { name: "issue-edit", path: "/issues/1/edit" },
        { name: "project", path: "/projects/departures", people: ".members a" },
        { name: "activity", path: "/projects/departures/activity?from=2026-03-10", people: "#activity .author a" },
        { name: "log", path: "/projects/departures/repository/main", people: "td.author" },
        { name: "wiki", path: "/projects/departures/wiki" },
        { name: "history", path: "/projects/departures/wiki/Wiki/history", people: "td.author" },
        { name: "annotate", path: "/projects/departures/wiki/Wiki/5/annotate", people: "td.author" },
        { name: "wiki-edit", path: "/projects/departures/wiki/Wiki/edit" },
        { name: "profile", path: "/users/6" },
        { name: "talk", path: "/boards/1/topics/1", people: ".message .author, .message a.user" },
        { name: "time", path: "/projects/departures/time_entries", people: "td.user a" },
        { name: "gantt", path: "/projects/departures/issues/gantt?year=2026&month=3" },
      ],
      async signIn(page, person) {
        await page.goto(`${url}/login`);
        await page.fill("#username", person.uid);
        await page.fill("#password", PASSWORD);
        await Promise.all([page.waitForURL((at) => at.pathname !== "/login"), page.click("#login-submit")]);
      },
      token: "/livename/token",
      editor: {
        path: (title) => `/projects/departures/wiki/${title}/edit`,
        field: "#content_text",
        preview: { press: ".tab-preview", shows: ".wiki-preview a.email", back: ".tab-edit" },
        save: "#wiki_form [name=commit]",
        done: `/wiki\\/[^/]+$/.test(location.pathname)`,
        stored: (title, ask) => ask(`/projects/departures/wiki/${title}.txt`),
      },
      stop: () => running.stop(),
    };
  },
};
