import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { close, serveFiles } from "./cgi.ts";
import type { Host } from "./host.ts";
import { EXAMPLES, SERVER } from "./livename.ts";
import { MADE_UP, people, viewer } from "./people.ts";
import { run } from "./processes.ts";

const as = `as=${viewer.uid}`;

const LINES = "Read the feed, Show delays, Speak arrivals, Write dates, Ask less often".split(", ");

const example = (path: string, livename: string): string =>
  readFileSync(join(EXAMPLES, path), "utf8").replace(SERVER, livename);

export const sphinx: Host = {
  name: "sphinx",
  packages: ["python3-sphinx"],
  async start({ folder, port, livename }) {
    const source = join(folder, "source");
    mkdirSync(source);
    const settings = `project = "Departures (demo)"\nauthor = ${JSON.stringify(viewer.name)}\nshow_authors = True\n`;
    writeFileSync(join(source, "conf.py"), settings + example("sphinx/conf.py", livename));
    const title = (text: string, line = "=") => `${text}\n${line.repeat(text.length)}\n`;
    const table = people.map(({ name, address }) => `   * - ${name}\n     - \`${address} <mailto:${address}>\`_\n`);
    const changes = people.map(
      ({ name, address }, n) => `* ${LINES[n % LINES.length]}. Thanks to \`${name} <mailto:${address}>\`__.`,
    );
    const pages = {
      index: `${title("Departures")}\n${MADE_UP}\n\n.. codeauthor:: ${people[1]!.name} <${people[1]!.address}>\n.. sectionauthor:: ${people[2]!.name} <${people[2]!.address}>\n\n.. toctree::\n\n   people\n   changes\n`,
      people: `${title("People")}\n:author: ${people[3]!.name}\n:contact: ${people[3]!.address}\n\n.. list-table::\n   :header-rows: 1\n\n   * - Name\n     - Address\n${table.join("")}`,
      changes: `${title("Changes")}\n${title("1.0", "-")}\n${changes.join("\n")}\n`,
    };
    for (const [name, text] of Object.entries(pages)) writeFileSync(join(source, `${name}.rst`), text);
    const out = join(folder, "html");
    await run("sphinx-build", ["-q", "-b", "html", source, out]);
    const server = await serveFiles(port, [out]);
    return {
      url: `http://127.0.0.1:${port}`,
      pages: ["index", "people", "changes"].map((name) => ({
        name,
        path: `/${name}.html?${as}`,
        people: "a[href^='mailto:']",
      })),
      stop: () => close(server),
    };
  },
};

export const mkdocs: Host = {
  name: "mkdocs",
  packages: ["mkdocs"],
  async start({ folder, port, livename }) {
    const docs = join(folder, "docs");
    mkdirSync(docs);
    cpSync(join(EXAMPLES, "mkdocs/overrides"), join(folder, "overrides"), { recursive: true });
    writeFileSync(join(folder, "overrides/main.html"), example("mkdocs/overrides/main.html", livename));
    writeFileSync(
      join(folder, "mkdocs.yml"),
      `site_name: Departures (demo)\nsite_author: ${viewer.name}\ntheme:\n  name: mkdocs\n  custom_dir: overrides\n`,
    );
    const rows = people.map(({ name, address }) => `| ${name} | <${address}> |`);
    const pages = {
      index: `# Departures\n\n${MADE_UP}\n\nAsk [${people[1]!.name}](mailto:${people[1]!.address}) or ${people[2]!.name}.\n`,
      people: `# People\n\n| Name | Address |\n|---|---|\n${rows.join("\n")}\n`,
      changes: `# Changes\n\n${people.map(({ name, address }, n) => `* ${LINES[n % LINES.length]} ([${name}](mailto:${address}))`).join("\n")}\n`,
    };
    for (const [name, text] of Object.entries(pages)) writeFileSync(join(docs, `${name}.md`), text);
    await run("mkdocs", ["build", "-q"], { cwd: folder });
    const server = await serveFiles(port, [join(folder, "site")]);
    return {
      url: `http://127.0.0.1:${port}`,
      pages: ["", "people/", "changes/"].map((path) => ({
        name: path.replace("/", "") || "index",
        path: `/${path}?${as}`,
        people: "a[href^='mailto:']",
      })),
      stop: () => close(server),
    };
  },
};
