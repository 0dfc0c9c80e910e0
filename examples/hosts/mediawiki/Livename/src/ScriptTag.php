<?php

namespace Livename;

use Html;
use MediaWiki\MediaWikiServices;
use OutputPage;
use SpecialPage;

/** Puts the script into the head of each page, for people who are signed in. */
class ScriptTag
{
    /** How MediaWiki writes people: links that it makes itself, in any language, and those in pages. */
    private static function people(): string
    {
        $user = MediaWikiServices::getInstance()->getContentLanguage()->getNsText(NS_USER);
        return "a.mw-userlink -> *:{user}; .mw-parser-output a, .mw-contributions-user-tools > a -> $user:{user}";
    }

    public static function onBeforePageDisplay(OutputPage $out): void
    {
        if (!$out->getUser()->isRegistered()) {
            return;
        }
        $out->addHeadItem('livename', Html::element('script', [
            'src' => $out->getConfig()->get('LivenameServer') . '/livename.js',
            'data-scan' => '',
            'data-scan-application' => 'wiki',
            'data-scan-map' => self::people(),
            'data-token' => SpecialPage::getTitleFor('LivenameToken')->getLocalURL(),
        ]));
    }
}
