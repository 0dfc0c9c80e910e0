<?php

use dokuwiki\Extension\ActionPlugin;
use dokuwiki\Extension\Event;
use dokuwiki\Extension\EventHandler;

/** Puts the script into the head of each page, and answers with tokens, for people who are signed in. */
class action_plugin_livename extends ActionPlugin
{
    public function register(EventHandler $controller)
    {
        $controller->register_hook('TPL_METAHEADER_OUTPUT', 'BEFORE', $this, 'addScript');
        $controller->register_hook('AJAX_CALL_UNKNOWN', 'BEFORE', $this, 'answerToken');
    }

    public function addScript(Event $event)
    {
        if ($this->address() === null) {
            return;
        }
        $event->data['script'][] = $this->people() + [
            'src' => $this->getConf('server') . '/livename.js',
            'data-scan' => 'on',
            'data-token' => DOKU_BASE . 'lib/exe/ajax.php?call=livename_token',
            '_data' => '',
        ];
    }

    /** How DokuWiki writes people, as it is configured. */
    private function people(): array
    {
        global $conf;
        $places = 'span.user bdi, .docInfo bdi ~ bdi';
        $application = ['data-scan-application' => 'wiki'];
        switch ($conf['showuseras']) {
            case 'loginname':
                return $application + ['data-scan-map' => "$places -> {uid}"];
            case 'username_link':
                return $application + ['data-scan-map' => 'a.iw_user -> user:{uid}'];
            case 'username':
                return ['data-scan-names' => $places];
            default: // mail addresses
                return ['data-scan' => 'text'];
        }
    }

    public function answerToken(Event $event)
    {
        if ($event->data !== 'livename_token') {
            return;
        }
        $event->preventDefault();
        $event->stopPropagation();
        header('Content-Type: text/plain');
        header('Cache-Control: no-store');
        $address = $this->address();
        if ($address === null) {
            // Not 401: browsers would write it on the console of each page.
            http_status(204);
            return;
        }
        echo $this->token($address);
    }

    /** Of whoever is signed in; null for nobody. */
    private function address(): ?string
    {
        global $INPUT, $USERINFO;
        return $INPUT->server->str('REMOTE_USER') === '' ? null : ($USERINFO['mail'] ?? null ?: null);
    }

    /** A JSON Web Token for a person, which the Livename server takes for five minutes. */
    private function token(string $address): string
    {
        $key = base64_decode(strtr(trim(file_get_contents($this->getConf('key'))), '-_', '+/'));
        $claims = ['iss' => $this->getConf('issuer'), 'aud' => 'livename', 'sub' => $address, 'exp' => time() + 300];
        $signed = $this->part(['alg' => 'HS256', 'typ' => 'JWT']) . '.' . $this->part($claims);
        return $signed . '.' . $this->encode(hash_hmac('sha256', $signed, $key, true));
    }

    private function part(array $content): string
    {
        return $this->encode(json_encode($content));
    }

    private function encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
