<?php
// Fills a wiki with pages that are made up; run with the wiki's own code and settings (see dokuwiki.ts).
$given = json_decode(file_get_contents(getenv('LIVENAME_SEED_FILE')), true);
require_once DOKU_INC . 'inc/init.php';
session_write_close();

function edit(array $person, string $id, string $text, string $summary): void
{
    global $INPUT, $USERINFO, $ID, $INFO;
    $INPUT->server->set('REMOTE_USER', $person['uid']);
    $_SERVER['REMOTE_USER'] = $person['uid'];
    $USERINFO = ['name' => $person['name'], 'mail' => $person['address'], 'grps' => ['user']];
    $ID = $id;
    $INFO = pageinfo();
    saveWikiText($id, $text, $summary);
    // Versions are told apart by seconds.
    sleep(1);
    clearstatcache();
}

$people = $given['people'];
$text = "====== Departures ======\n\n{$given['made_up']}\n\n";
foreach ($people as $n => $person) {
    $text .= "  * {$person['name']}: [[{$person['address']}|{$person['given']}]], {$person['address']}\n";
    edit($person, 'start', $text, "Line of {$person['name']}");
    $next = $people[($n + 1) % count($people)];
    edit($person, "trains:line{$n}", "====== Line $n ======\n\n{$given['made_up']}\n\n --- //[[{$next['address']}|{$next['name']}]] 2026-03-02 09:00//\n", 'New line');
}
