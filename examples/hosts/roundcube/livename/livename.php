<?php

/** Puts the script into each page and mail view, and answers with tokens, for people who are signed in. */
class livename extends rcube_plugin
{
    public function init()
    {
        $this->load_config();
        $this->add_hook('render_page', [$this, 'add_script']);
        $this->register_action('plugin.livename-token', [$this, 'answer_token']);
        $this->add_hook('unauthenticated', [$this, 'answer_nobody']);
    }

    public function add_script($args)
    {
        $rcmail = rcmail::get_instance();
        if ($rcmail->user->ID) {
            $server = rcube::Q($rcmail->config->get('livename_server'));
            $token = rcube::Q($rcmail->url(['_task' => 'mail', '_action' => 'plugin.livename-token']));
            // In lists of letters the address stands in a title.
            $map = rcube::Q('.rcmContactAddress -> @title {mail}');
            $rcmail->output->add_header(
                "<script src=\"$server/livename.js\" data-scan data-scan-map=\"$map\" data-token=\"$token\"></script>"
            );
        }
        return $args;
    }

    public function answer_token()
    {
        header('Content-Type: text/plain');
        header('Cache-Control: no-store');
        // By the name that she signed in with, not by an identity, which she may have written herself.
        echo $this->token(rcmail::get_instance()->get_user_email());
        exit;
    }

    /** Instead of Roundcube's sign-in page, which it answers with to whoever is not signed in. */
    public function answer_nobody($args)
    {
        if (rcmail::get_instance()->action === 'plugin.livename-token') {
            http_response_code(204);
            exit;
        }
        return $args;
    }

    /** A JSON Web Token for a person, which the Livename server takes for five minutes. */
    private function token(string $address): string
    {
        $config = rcmail::get_instance()->config;
        $key = base64_decode(strtr(trim(file_get_contents($config->get('livename_key'))), '-_', '+/'));
        $claims = ['iss' => $config->get('livename_issuer'), 'aud' => 'livename', 'sub' => $address, 'exp' => time() + 300];
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
