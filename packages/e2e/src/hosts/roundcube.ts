import { randomBytes } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { freePort } from "../harness/free-port.ts";
import type { Host } from "./host.ts";
import { EXAMPLES, ISSUER } from "./livename.ts";
import { MADE_UP, PASSWORD, type Person, people, viewer } from "./people.ts";
import { run, serve } from "./processes.ts";

const SUBJECTS = [
  "Night trains are missing",
  "Re: Night trains are missing",
  "Platform 12",
  "Minutes of Tuesday",
  "Who has the key to the clock room?",
  "Re: Who has the key to the clock room?",
  "New words for delays",
  "Photos of the new board",
  "Lunch on Friday",
  "Version 1.0 is out",
];

const named = ({ name, address }: Person): string => `"${name}" <${address}>`;

/** A letter as a mailbox keeps it; written so that no subject needs encoding. */
function letter(number: number): string {
  const [from, other, third] = [1, 4, 6].map((step) => people[1 + ((number + step) % (people.length - 1))]!);
  const encoded = (text: string) => text.replaceAll(/[^\x20-\x7e]+/g, (part) => `=?utf-8?B?${btoa64(part)}?=`);
  const header = {
    From: `${encodedName(from!)} <${from!.address}>`,
    To: `${encodedName(viewer)} <${viewer.address}>, ${encodedName(other!)} <${other!.address}>`,
    ...(number % 2 ? { Cc: `${encodedName(third!)} <${third!.address}>` } : {}),
    Subject: encoded(SUBJECTS[number]!),
    Date: `${number + 2} Mar 2026 09:${10 + number}:00 +0100`,
    "Message-ID": `<made-up-${number}@example.com>`,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
  };
  const lines = Object.entries(header).map(([name, value]) => `${name}: ${value}`);
  const body = `${MADE_UP}\n\nAsk ${named(third!)} or mailto:${other!.address}.\n\n-- \n${from!.name}\n${from!.address}\n`;
  return `${lines.join("\n")}\n\n${body}`;
}

const btoa64 = (text: string): string => Buffer.from(text).toString("base64");
const encodedName = ({ name }: Person): string =>
  /^[\x20-\x7e]+$/.test(name) ? `"${name}"` : `=?utf-8?B?${btoa64(name)}?=`;

/** Roundcube on SQLite and PHP's own web server, with a Dovecot of its own that holds everybody's letters. */
export const roundcube: Host = {
  name: "roundcube",
  packages: ["roundcube-core", "roundcube-sqlite3", "dovecot-imapd", "php-cli", "php-sqlite3"],
  async start({ folder, port, livename, key }) {
    const imapPort = await freePort();
    const dovecot = await startDovecot(folder, imapPort);
    const url = `http://127.0.0.1:${port}`;
    const config = join(folder, "config");
    for (const sub of ["config", "temp", "logs"]) mkdirSync(join(folder, sub));
    cpSync("/usr/share/roundcube/plugins", join(folder, "plugins"), { recursive: true, dereference: true });
    cpSync(join(EXAMPLES, "roundcube/livename"), join(folder, "plugins/livename"), { recursive: true });
    const database = join(folder, "roundcube.sqlite");
    const create = "(new PDO('sqlite:' . $argv[1]))->exec(file_get_contents($argv[2]));";
    await run("php", ["-r", create, database, SCHEMA]);
    cpSync("/etc/roundcube/defaults.inc.php", join(config, "defaults.inc.php"));
    cpSync("/etc/roundcube/mimetypes.php", join(config, "mimetypes.php"));
    writeFileSync(
      join(config, "config.inc.php"),
      `<?php
$config = [];
$config['db_dsnw'] = 'sqlite:///${database}?mode=0600';
$config['imap_host'] = '127.0.0.1:${imapPort}';
$config['mail_domain'] = 'example.com';
$config['product_name'] = 'Letters (demo)';
$config['des_key'] = '${randomBytes(12).toString("hex")}';
$config['temp_dir'] = '${folder}/temp';
$config['log_dir'] = '${folder}/logs';
$config['plugins'] = ['livename'];
$config['drafts_mbox'] = 'Drafts';
$config['create_default_folders'] = true;
$config['draft_autosave'] = 0;
$config['refresh_interval'] = 3600;
$config['language'] = 'en_US';
$config['skin'] = 'elastic';
$config['livename_server'] = '${livename}';
$config['livename_issuer'] = '${ISSUER}';
$config['livename_key'] = '${key}';
`,
    );
    const prepended = join(folder, "prepended.php");
    writeFileSync(prepended, `<?php define('RCUBE_PLUGINS_DIR', '${folder}/plugins/');\n`);
    const draft = (title: string) => newestDraft(join(folder, "mail", viewer.uid, ".Drafts"), title);
    const env = { ROUNDCUBE_CONFIG_DIR: config };
    const settings = ["-d", `auto_prepend_file=${prepended}`, "-d", `session.save_path=${folder}/temp`];
    const php = ["-S", `127.0.0.1:${port}`, "-t", "/var/lib/roundcube"];
    const running = await serve(url, "php", [...settings, ...php], { env }).catch(async (error) => {
      await dovecot.stop();
      throw error;
    });
    return {
      url,
      pages: [
        { name: "list", path: "/?_task=mail&_mbox=INBOX", people: ".rcmContactAddress" },
        { name: "letter", path: "/?_task=mail&_mbox=INBOX&_uid=4&_action=show", people: "a.rcmContactAddress" },
        { name: "compose", path: "/?_task=mail&_action=compose&_reply_uid=4&_mbox=INBOX&_all=all" },
        { name: "contacts", path: "/?_task=addressbook" },
        { name: "identities", path: "/?_task=settings&_action=identities" },
      ],
      async signIn(page, person) {
        await page.goto(url);
        await page.fill("#rcmloginuser", person.uid);
        await page.fill("#rcmloginpwd", PASSWORD);
        await Promise.all([page.waitForURL(/_task=mail/), page.click("#rcmloginsubmit")]);
      },
      token: "/?_task=mail&_action=plugin.livename-token",
      editor: {
        path: (title, isThere) =>
          `/?_task=mail&_action=compose${isThere ? `&_mbox=Drafts&_draft_uid=${draft(title).uid}` : ""}`,
        title: "#compose-subject",
        field: "#composebody",
        save: "a.save.draft",
        done: `!!document.querySelector("#messagestack .confirmation")`,
        stored: async (title) => draft(title).body,
      },
      async stop() {
        await running.stop();
        await dovecot.stop();
      },
    };
  },
};

/** Dovecot lists its letters by number; each saving makes a new one. */
function newestDraft(drafts: string, title: string): { uid: number; body: string } {
  const list = readFileSync(join(drafts, "dovecot-uidlist"), "utf8");
  const found = ["cur", "new"]
    .flatMap((sub) => readdirSync(join(drafts, sub)).map((file) => ({ file, path: join(drafts, sub, file) })))
    .map(({ file, path }) => ({ name: file.split(":")[0]!, letter: readFileSync(path, "latin1") }))
    .filter(({ letter }) => letter.includes(`Subject: ${title}`))
    .map(({ name, letter }) => ({
      uid: Number(
        list
          .split("\n")
          .find((line) => line.includes(name))
          ?.split(" ")[0],
      ),
      body: letter.slice(letter.search(/\r?\n\r?\n/)),
    }))
    .toSorted((a, b) => b.uid - a.uid);
  return found[0] ?? { uid: 0, body: "" };
}

const SCHEMA = "/usr/share/roundcube/SQL/sqlite.initial.sql";

async function startDovecot(folder: string, port: number) {
  const mail = join(folder, "mail");
  for (const { uid } of people) {
    const box = join(mail, uid);
    for (const sub of ["cur", "new", "tmp"]) mkdirSync(join(box, sub), { recursive: true });
    for (const number of SUBJECTS.keys())
      writeFileSync(join(box, "cur", `${1_772_000_000 + number}.made-up:2,S`), letter(number));
  }
  // It refuses to work with mail as root.
  await run("chown", ["-R", "www-data:www-data", mail]);
  for (let up = folder; up !== "/tmp" && up !== "/"; up = dirname(up)) chmodSync(up, 0o711);
  const config = join(folder, "dovecot.conf");
  writeFileSync(
    config,
    `base_dir = ${folder}/dovecot
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${mail}/%n
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=www-data gid=www-data home=${mail}/%n
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`,
  );
  return serve(`tcp://127.0.0.1:${port}`, "dovecot", ["-F", "-c", config]);
}
