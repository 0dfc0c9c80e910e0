<?php

namespace Livename;

use UnlistedSpecialPage;

/** Answers with a token for whoever is signed in to the wiki and has confirmed her mail address. */
class SpecialLivenameToken extends UnlistedSpecialPage
{
    public function __construct()
    {
        parent::__construct('LivenameToken');
    }

    public function execute($subPage)
    {
        $this->getOutput()->disable();
        $response = $this->getRequest()->response();
        $response->header('Content-Type: text/plain');
        $response->header('Cache-Control: no-store');
        $user = $this->getUser();
        // An address that is not confirmed is only claimed: whoever claims it could be anybody.
        if (!$user->isRegistered() || !$user->isEmailConfirmed()) {
            // Not 401: browsers would write it on the console of each page.
            $response->statusHeader(204);
            return;
        }
        $config = $this->getConfig();
        echo Token::for($user->getEmail(), $config->get('LivenameIssuer'), $config->get('LivenameKey'));
    }
}
