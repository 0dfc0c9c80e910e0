import { appendFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "./host.ts";
import { EXAMPLES, ISSUER } from "./livename.ts";
import { MADE_UP, PASSWORD, people } from "./people.ts";
import { run, serve } from "./processes.ts";

const DEBIAN = "/usr/share/mediawiki";

/** MediaWiki on SQLite and PHP's own web server, with Debian's code and settings, pages and uploads of its own. */
export const mediawiki: Host = {
  name: "mediawiki",
  packages: ["mediawiki", "php-cli", "php-sqlite3", "php-mbstring", "php-xml", "php-intl"],
  async start({ folder, port, livename, key, importPeople }) {
    const url = `http://127.0.0.1:${port}`;
    const settings = join(folder, "LocalSettings.php");
    for (const sub of ["db", "cache", "images"]) mkdirSync(join(folder, sub));
    await run("php", [
      join(DEBIAN, "maintenance/install.php"),
      ...["--dbtype", "sqlite", "--dbpath", join(folder, "db"), "--confpath", folder],
      ...["--server", url, "--scriptpath", "", "--skins", "Vector", "--pass", PASSWORD],
      ...["Departures (demo)", "Keeper"],
    ]);
    cpSync(join(EXAMPLES, "mediawiki/Livename"), join(folder, "Livename"), { recursive: true });
    appendFileSync(
      settings,
      `
wfLoadExtension( 'Livename', '${folder}/Livename/extension.json' );
$wgLivenameServer = '${livename}';
$wgLivenameIssuer = '${ISSUER}';
$wgLivenameKey = '${key}';
$wgCacheDirectory = '${folder}/cache';
$wgUploadDirectory = '${folder}/images';
$wgLogos = [ '1x' => '/resources/assets/mediawiki.png' ];
$wgJobRunRate = 0;
// Changes as old as the made-up ones are recent.
$wgRCMaxAge = 3650 * 86400;
$wgPhpCli = false;
`,
    );
    const seed = join(folder, "seed.json");
    writeFileSync(seed, JSON.stringify({ people, password: PASSWORD, made_up: MADE_UP }));
    const env = { MW_CONFIG_FILE: settings, MW_INSTALL_PATH: DEBIAN, LIVENAME_SEED_FILE: seed };
    await run("php", [fileURLToPath(new URL("seeds/mediawiki.php", import.meta.url))], { env });
    await importPeople(await run("php", [join(folder, "Livename/aliases.php")], { env }));
    const running = await serve(`${url}/load.php`, "php", ["-S", `127.0.0.1:${port}`, "-t", DEBIAN], { env });
    const title = (name: string, query = "") => `/index.php?title=${name}${query}`;
    return {
      url,
      pages: [
        { name: "page", path: title("Departures"), people: ".mw-parser-output li a" },
        { name: "history", path: title("Departures", "&action=history"), people: ".history-user a.mw-userlink" },
        {
          name: "difference",
          path: title("Departures", "&diff=prev&oldid=4"),
          people: "#mw-diff-otitle2 a.mw-userlink, #mw-diff-ntitle2 a.mw-userlink",
        },
        { name: "talk", path: title("Talk:Departures"), people: ".mw-parser-output a[title^=User]" },
        {
          name: "changes",
          path: title("Special:RecentChanges", "&days=3650&limit=500"),
          people: "a.mw-userlink:not(.new)",
        },
        { name: "edit", path: title("Departures", "&action=edit") },
        { name: "user", path: title("User:Mike") },
        {
          name: "contributions",
          path: title("Special:Contributions/Mike"),
          people: ".mw-contributions-user-tools > a",
        },
        { name: "people", path: title("Special:ListUsers"), people: "a.mw-userlink:not(.new)" },
        { name: "watchlist", path: title("Special:Watchlist", "&days=3650"), people: "a.mw-userlink" },
      ],
      async signIn(page, person) {
        await page.goto(`${url}${title("Special:UserLogin")}`);
        await page.fill("#wpName1", person.uid);
        await page.fill("#wpPassword1", PASSWORD);
        await Promise.all([page.waitForURL((at) => !at.search.includes("UserLogin")), page.click("#wpLoginAttempt")]);
      },
      token: title("Special:LivenameToken"),
      editor: {
        path: (name) => title(name, "&action=edit"),
        field: "#wpTextbox1",
        preview: { press: "#wpPreview", shows: "#wikiPreview a" },
        save: "#wpSave",
        done: `!/action=(edit|submit)/.test(location.search)`,
        stored: (name, ask) => ask(title(name, "&action=raw")),
      },
      stop: () => running.stop(),
    };
  },
};
