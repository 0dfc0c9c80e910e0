import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "./host.ts";
import { EXAMPLES, ISSUER } from "./livename.ts";
import { MADE_UP, PASSWORD, people } from "./people.ts";
import { run, serve } from "./processes.ts";

/** DokuWiki on PHP's own web server, from a copy: Debian's folder has one place for plugins, for all wikis. */
export const dokuwiki: Host = {
  name: "dokuwiki",
  packages: ["dokuwiki", "php-cli", "php-xml"],
  async start({ folder, port, livename, key, importPeople }) {
    const app = join(folder, "dokuwiki");
    const conf = join(folder, "conf");
    const data = join(folder, "data");
    cpSync("/usr/share/dokuwiki", app, {
      ...{ recursive: true, dereference: true },
      filter: (path) => !path.endsWith("/.htaccess"),
    });
    cpSync(join(EXAMPLES, "dokuwiki/livename"), join(app, "lib/plugins/livename"), { recursive: true });
    mkdirSync(conf);
    for (const sub of "attic cache index locks log media media_attic media_meta meta pages tmp".split(" ")) {
      mkdirSync(join(data, sub), { recursive: true });
    }
    const php = (text: string) => `<?php\n${text}\n`;
    const hash = await run("php", ["-r", "echo password_hash($argv[1], PASSWORD_BCRYPT, ['cost' => 5]);", PASSWORD]);
    const users = people.map(({ uid, name, address }) => `${uid}:${hash}:${name}:${address}:user`);
    writeFileSync(join(conf, "users.auth.php"), `${users.join("\n")}\n`);
    writeFileSync(join(conf, "acl.auth.php"), "*\t@ALL\t8\n");
    writeFileSync(
      join(conf, "local.php"),
      php(`$conf['title'] = 'Departures (demo)';
$conf['savedir'] = '${data}';
$conf['useacl'] = 1;
$conf['superuser'] = 'nobody';
$conf['updatecheck'] = 0;
$conf['plugin']['livename']['server'] = '${livename}';
$conf['plugin']['livename']['issuer'] = '${ISSUER}';
$conf['plugin']['livename']['key'] = '${key}';`),
    );
    writeFileSync(join(conf, "plugins.local.php"), php("$plugins['testing'] = 0;"));
    // Debian's own settings are the base; those of this wiki are found where this says.
    const prepended = join(folder, "prepended.php");
    writeFileSync(
      prepended,
      php(`define('DOKU_INC', '${app}/'); define('DOKU_CONF', '${conf}/'); define('DOKU_FARM', 'own');`),
    );
    const seed = join(folder, "seed.json");
    writeFileSync(seed, JSON.stringify({ people, made_up: MADE_UP }));
    const settings = ["-d", `auto_prepend_file=${prepended}`];
    const seeds = fileURLToPath(new URL("seeds/dokuwiki.php", import.meta.url));
    await run("php", [...settings, seeds], { env: { LIVENAME_SEED_FILE: seed } });

    // As the README has it.
    const table = `(echo address,name,alias:wiki; awk -F: -v OFS=, '/^[^#]/ { print $4, "\\"" $3 "\\"", $1 }' users.auth.php)`;
    await importPeople(await run("sh", ["-c", table], { cwd: conf }));

    const url = `http://127.0.0.1:${port}`;
    const running = await serve(`${url}/doku.php`, "php", [...settings, "-S", `127.0.0.1:${port}`, "-t", app]);
    return {
      url,
      pages: [
        { name: "page", path: "/doku.php?id=start", people: ".docInfo bdi ~ bdi, .page a.mail" },
        { name: "history", path: "/doku.php?id=start&do=revisions", people: "span.user bdi" },
        { name: "changes", path: "/doku.php?id=start&do=recent", people: "span.user bdi" },
        { name: "difference", path: "/doku.php?id=start&do=diff", people: "span.user bdi" },
        { name: "edit", path: "/doku.php?id=start&do=edit" },
        { name: "profile", path: "/doku.php?id=start&do=profile" },
        { name: "line", path: "/doku.php?id=trains:line2" },
      ],
      async signIn(page, person) {
        await page.goto(`${url}/doku.php?id=start&do=login`);
        await page.fill("input[name=u]", person.uid);
        await page.fill("input[name=p]", PASSWORD);
        await Promise.all([page.waitForNavigation(), page.click("#dw__login button[type=submit]")]);
      },
      token: "/lib/exe/ajax.php?call=livename_token",
      editor: {
        path: (title) => `/doku.php?id=written:${title.toLowerCase()}&do=edit`,
        field: "#wiki__text",
        preview: { press: "#edbtn__preview", shows: ".preview a.mail" },
        save: "#edbtn__save",
        done: `!document.querySelector("#wiki__text")`,
        stored: async (title) => readFileSync(join(data, `pages/written/${title.toLowerCase()}.txt`), "latin1"),
      },
      stop: () => running.stop(),
    };
  },
};
