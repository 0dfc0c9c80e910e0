<?php
// Fills a wiki with people and pages that are made up: php mediawiki.php FILE, with MW_INSTALL_PATH and MW_CONFIG_FILE.
require_once getenv('MW_INSTALL_PATH') . '/maintenance/Maintenance.php';

use MediaWiki\MediaWikiServices;
use MediaWiki\Revision\SlotRecord;

class FillWiki extends Maintenance
{
    public function execute()
    {
        $given = json_decode(file_get_contents(getenv('LIVENAME_SEED_FILE')), true);
        $users = [];
        foreach ($given['people'] as $person) {
            $user = User::newFromName(ucfirst($person['uid']));
            $user->addToDatabase();
            $password = ['username' => $user->getName(), 'password' => $given['password'], 'retype' => $given['password']];
            $user->changeAuthenticationData($password);
            $user->setRealName($person['name']);
            $user->setEmail($person['address']);
            $user->confirmEmail();
            $user->saveSettings();
            $users[] = $user;
        }
        $row = fn ($n) => "* [[User:{$users[$n]->getName()}|{$users[$n]->getRealName()}]], [mailto:{$users[$n]->getEmail()} {$users[$n]->getEmail()}]\n";
        $text = "{$given['made_up']}\n\n== Who writes ==\n";
        foreach (array_keys($users) as $n) {
            $text .= $row($n);
            $this->edit($users[$n], 'Departures', $text, "Line of {$users[$n]->getRealName()}", $n);
            $this->edit($users[$n], "User:{$users[$n]->getName()}", "{$given['made_up']}\n\n" . $row(($n + 1) % count($users)), 'Own page', $n);
        }
        MediaWikiServices::getInstance()->getWatchlistManager()->addWatchIgnoringRights($users[0], Title::newFromText('Departures'));
        $talk = '';
        foreach (array_slice($users, 1, 5) as $n => $user) {
            $talk .= str_repeat(':', $n) . "Where does the board hang? --[[User:{$user->getName()}|{$user->getRealName()}]] ~~~~~\n\n";
            $this->edit($user, 'Talk:Departures', "== Board ==\n$talk", '/* Board */', 20 + $n);
        }
    }

    private function edit(User $user, string $name, string $text, string $summary, int $minutes): void
    {
        $services = MediaWikiServices::getInstance();
        $title = Title::newFromText($name);
        MWTimestamp::setFakeTime(strtotime('2026-03-02T09:00:00Z') + $minutes * 60);
        $content = $services->getContentHandlerFactory()->getContentHandler(CONTENT_MODEL_WIKITEXT)->unserializeContent($text);
        $options = ParserOptions::newFromUser($user);
        $content = $services->getContentTransformer()->preSaveTransform($content, $title, $user, $options);
        $updater = $services->getWikiPageFactory()->newFromTitle($title)->newPageUpdater($user);
        $updater->setContent(SlotRecord::MAIN, $content);
        $updater->saveRevision(CommentStoreComment::newUnsavedComment($summary));
        DeferredUpdates::doUpdates();
    }
}

$maintClass = FillWiki::class;
require_once RUN_MAINTENANCE_IF_MAIN;
